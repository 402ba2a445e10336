import { readFileSync } from 'node:fs';
import { isMap, isScalar, LineCounter, parseDocument, Scalar } from 'yaml';
import { checkPolicy, kindsOf } from '../access/rulebook/rulebook.ts';
import { StingError } from '../kernel/errors.ts';
import { digest } from '../kernel/secrets.ts';
import { type Settings, schemaProblems } from './changes.ts';
import { trustedPattern } from './client-application.ts';
import { checkEntity, type StoredEntity } from './entities.ts';

/** An application as a file of the operator sets it up. */
export interface ApplicationFile extends Settings {
  file: string;
  id: string;
  schema: string;
  policies: readonly { id: string; text: string }[];
  entities: readonly StoredEntity[];
  /** Of all that the file says. */
  digest: string;
}

type Path = readonly (string | number)[];

export const idPattern = '^[a-z][a-z0-9-]{0,39}$';

/** Reads a YAML file of one application; or every problem, each with `file:line`. */
export function readApplicationFile(file: string): { application: ApplicationFile } | { problems: string[] } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { problems: [`${file}: cannot be read (${(error as NodeJS.ErrnoException).code}).`] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    return { problems: broken.map(({ pos }) => `${file}:${lines.linePos(pos[0]).line}: this is not valid YAML.`) };
  }
  if (!isMap(document.contents)) return { problems: [`${file}:1: must hold id, name, schema and policies.`] };

  /** The line of a value, or of the next thing around it that is there. */
  const lineOf = (path: Path): number => {
    const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
    return path.length === 0 ? 1 : lineOf(path.slice(0, -1));
  };
  /** The line of a place in a text: that of a block begins below its `|`. */
  const lineIn = (path: Path, line: number): number => {
    const node = document.getIn(path, true);
    const block = isScalar(node) && (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED);
    return block ? lineOf(path) + line : lineOf(path);
  };
  const problems: string[] = [];
  const said = (line: number, message: string) =>
    void problems.push(`${file}:${line}: ${message.replace(/\.?$/, '.')}`);

  const value = plainObject(document.toJS({ maxAliasCount: 100 }));
  checkShape(value, (path, message) => said(lineOf(path), message));
  if (problems.length > 0) return { problems };
  const { id, name, schema, policies, entities, trusted, own_resources, reasons } = value as unknown as FileValue;
  for (const problem of schemaProblems(schema)) said(lineIn(['schema'], problem.line), problem.message);
  if (problems.length > 0) return { problems };

  const known = new Map<string, string>();
  for (const [index, one] of policies.entries()) {
    const checked = checkPolicy(schema, one);
    for (const problem of checked.problems) said(lineIn(['policies', index], problem.line), problem.message);
    if (checked.policy === null) continue;
    if (known.has(checked.policy.id)) said(lineOf(['policies', index]), `@id("${checked.policy.id}") is there twice`);
    known.set(checked.policy.id, one);
  }
  const kinds = kindsOf(schema);
  const stored = entities.map(({ attributes = {}, parents = [], ...uid }) => ({ ...uid, attributes, parents }));
  for (const [index, entity] of stored.entries()) {
    try {
      checkEntity(kinds, entity);
    } catch (error) {
      if (!(error instanceof StingError)) throw error;
      said(lineOf(['entities', index]), error.message);
    }
  }
  if (problems.length > 0) return { problems };
  return {
    application: {
      file,
      id,
      name,
      schema,
      policies: [...known].map(([policyId, one]) => ({ id: policyId, text: one })),
      entities: stored,
      trusted,
      ownResources: own_resources,
      reasons,
      digest: digest(JSON.stringify(value)),
    },
  };
}

interface FileValue {
  id: string;
  name: string;
  schema: string;
  policies: string[];
  entities: (Pick<StoredEntity, 'type' | 'id'> & Partial<StoredEntity>)[];
  trusted: string[];
  own_resources: boolean;
  reasons: boolean;
}

const defaults = { schema: '', policies: [], entities: [], trusted: [], own_resources: false, reasons: false };

const plainObject = (value: unknown): Record<string, unknown> => ({ ...defaults, ...(value as object) });

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isUid = (value: unknown): boolean => isRecord(value) && isText(value['type']) && isText(value['id']);

const members: Record<keyof FileValue, [fits: (value: unknown) => boolean, sentence: string]> = {
  id: [(value) => isText(value) && new RegExp(idPattern).test(value), 'must be small letters, digits and dashes'],
  name: [(value) => isText(value) && value.length <= 100, 'must be text of at most 100 characters'],
  schema: [(value) => typeof value === 'string', 'must be the text of a Cedar schema'],
  policies: [(value) => Array.isArray(value) && value.every(isText), 'must be a list of texts, each one policy'],
  entities: [
    (value) => Array.isArray(value) && value.every(isEntity),
    'must be a list of {type, id, attributes, parents}',
  ],
  trusted: [
    (value) => Array.isArray(value) && value.every((one) => isText(one) && new RegExp(trustedPattern).test(one)),
    'must be a list such as [subject.role, context.*]',
  ],
  own_resources: [(value) => typeof value === 'boolean', 'must be true or false'],
  reasons: [(value) => typeof value === 'boolean', 'must be true or false'],
};

function isEntity(value: unknown): boolean {
  if (!isRecord(value) || !isUid(value)) return false;
  const { type: _type, id: _id, attributes = {}, parents = [], ...unknown } = value;
  const fits = isRecord(attributes) && Array.isArray(parents) && parents.every(isUid);
  return fits && Object.keys(unknown).length === 0;
}

function checkShape(value: Record<string, unknown>, problem: (path: Path, message: string) => void): void {
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(members, name)) problem([name], `there is no “${name}” in an application`);
  }
  for (const [name, [fits, sentence]] of Object.entries(members)) {
    if (!fits(value[name])) problem([name], `${name} ${sentence}`);
  }
}
