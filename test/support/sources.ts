import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** One file of the repository, as the architecture rules look at it. */
export interface Source {
  /** From the root, with slashes: `src/sessions/sessions.ts`. */
  path: string;
  lines: number;
  /** The code without comments; every string is empty. */
  code: string;
  /** The contents of all strings and of the fixed parts of templates. */
  strings: string[];
  imports: Import[];
}

export interface Import {
  /** As written: `../store/store.ts` or `kysely`. */
  specifier: string;
  /** The imported file from the root, or null for a package. */
  path: string | null;
  typeOnly: boolean;
}

/** The TypeScript files below a folder of the repository; none if there is no such folder. */
export function readSources(folder: string): Source[] {
  return readdirSync(root, { withFileTypes: true }).some(({ name }) => name === folder)
    ? readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
        .filter((path) => path.endsWith('.ts') && !path.includes('node_modules'))
        .sort()
        .map((path) => source(path, readFileSync(join(root, path), 'utf8')))
    : [];
}

export const isTest = ({ path }: Pick<Source, 'path'>): boolean => path.endsWith('.test.ts');

/** What the rules need to know about a file with this text. */
export function source(path: string, text: string): Source {
  const { code, strings } = scan(text);
  const imports: Import[] = [];
  // In `code` a string is the number of its content between two quotes, so that the text inside cannot look like code.
  const statement = /(?:\b(?:import|export)\b(\s+type\b)?[^;'"]*?\bfrom\s*|\bimport\s*\(?\s*)'(\d+)'/g;
  for (const [, typeOnly, index] of code.matchAll(statement)) {
    const specifier = strings[Number(index)]!;
    const relative = specifier.startsWith('.');
    imports.push({
      specifier,
      path: relative ? posix.join(posix.dirname(path), specifier) : null,
      typeOnly: typeOnly !== undefined,
    });
  }
  return { path, lines: text.split('\n').length - 1, code: code.replace(/'\d+'/g, "''"), strings, imports };
}

/** A slash begins a regular expression where a value may begin, that is after one of these. */
const beforeRegExp = /(^|[(,=:[!&|?{};+\-*%~<>^\n]|\b(?:return|typeof|case|in|of|await|yield|throw|else))\s*$/;

/** Takes comments out and strings apart; in the code a string becomes the quoted number of its content. */
function scan(text: string): { code: string; strings: string[] } {
  const strings: string[] = [];
  let code = '';
  let at = 0;
  /** For every `${` that is open, how many braces are open inside it. */
  const templates: number[] = [];

  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const match = pattern.exec(text)?.[0] ?? text.slice(at);
    at += match.length;
    return match;
  };
  const string = (content: string): void => {
    code += `'${strings.push(content) - 1}'`;
  };
  /** The fixed part of a template up to its end or its next `${`. */
  const templatePart = (): void => {
    string(take(/(?:\\[\s\S]|\$(?!\{)|[^\\`$])*/y));
    if (text[at] === '`') at += 1;
    else {
      at += 2;
      code += '+(';
      templates.push(0);
    }
  };

  while (at < text.length) {
    const character = text[at]!;
    const next = text[at + 1];
    if (character === '/' && next === '/') take(/[^\n]*/y);
    else if (character === '/' && next === '*') {
      take(/\/\*[\s\S]*?\*\//y);
      code += ' ';
    } else if (character === '/' && beforeRegExp.test(code.slice(-40))) {
      take(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y);
      code += '/r/';
    } else if (character === "'" || character === '"') {
      string(take(character === "'" ? /'(?:\\.|[^'\\\n])*'/y : /"(?:\\.|[^"\\\n])*"/y).slice(1, -1));
    } else if (character === '`') {
      at += 1;
      templatePart();
    } else if (character === '}' && templates.at(-1) === 0) {
      templates.pop();
      at += 1;
      code += ')+';
      templatePart();
    } else {
      if (templates.length > 0 && character === '{') templates[templates.length - 1]! += 1;
      if (templates.length > 0 && character === '}') templates[templates.length - 1]! -= 1;
      code += character;
      at += 1;
    }
  }
  return { code, strings };
}
