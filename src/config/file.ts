import { readFileSync } from 'node:fs';
import { type ErrorCode, isMap, parseDocument } from 'yaml';

/** What a configuration file holds, by its dotted keys, and what is wrong with the file itself. */
export interface FileContent {
  values: Map<string, unknown>;
  problems: string[];
}

const unreadable: Record<string, string> = {
  ENOENT: 'there is no such file.',
  EACCES: 'this user may not read it.',
  EISDIR: 'is a folder; name a file.',
};

const malformed: Partial<Record<ErrorCode, string>> = {
  DUPLICATE_KEY: 'this key stands there twice.',
  TAB_AS_INDENT: 'YAML is indented by spaces, not tabs.',
  MULTIPLE_DOCS: 'it holds more than one YAML document.',
};

/**
 * Reads a YAML or JSON file with nested keys; those that `isStructured` have their whole map or list as value. Problems
 * tell the place and never repeat what stands there.
 */
export function readFile(file: string, isStructured: (key: string) => boolean): FileContent {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { values: new Map(), problems: [`${file}: ${unreadable[code] ?? `cannot be read (${code}).`}`] };
  }
  const document = parseDocument(text, { logLevel: 'error' });
  const problems = [...document.errors, ...document.warnings].map(({ code, linePos }) => {
    const place = linePos ? `, line ${linePos[0].line}` : '';
    return `${file}${place}: ${malformed[code] ?? 'this is not valid YAML.'}`;
  });
  const values = new Map<string, unknown>();
  if (problems.length > 0 || document.contents === null) return { values, problems };
  if (!isMap(document.contents)) return { values, problems: [`${file}: must hold keys with values.`] };
  try {
    collect(document.toJS({ mapAsMap: true, maxAliasCount: 100 }), '');
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { values, problems: [`${file}: its aliases cannot be resolved.`] };
  }
  return { values, problems };

  /** `{serve: {public: {port: 1}}}` is `serve.public.port`; lists are values, as they stand. */
  function collect(map: Map<unknown, unknown>, prefix: string): void {
    for (const [name, value] of map) {
      const key = `${prefix}${name}`;
      if (value instanceof Map && !isStructured(key)) collect(value, `${key}.`);
      else if (values.has(key)) problems.push(`${key}: stands in ${file} twice.`);
      else values.set(key, plain(value));
    }
  }
}

/** Maps as objects, at every depth. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries(Array.from(value, ([name, entry]) => [String(name), plain(entry)]));
}
