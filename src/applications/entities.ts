import { type Entity, fitMembers, type Kinds, Misfit, type Uid } from '../access/rulebook/rulebook.ts';
import { badRequest } from '../kernel/errors.ts';
import type { Reader } from '../store/store.ts';
import type { ClientApplication } from './client-application.ts';
import type { EntityRow } from './store.ts';

/** What is stored about a subject or resource of an application. */
export interface StoredEntity extends Uid {
  /** JSON, as the schema says: references are ids, addresses and times are text. */
  attributes: Record<string, unknown>;
  parents: readonly Uid[];
}

/** One side of a question: who or what it is about, and what the client says of it. */
export interface Named extends Uid {
  properties: object;
}

/** Ancestors of one entity that a question takes along; about an entity with more, the answer is no. */
const mostAncestors = 200;

/** Throws `entity_invalid` (400) for what could never be asked about. */
export function checkEntity(kinds: Kinds, { type, id, attributes, parents }: StoredEntity): void {
  const kind = kinds.entities.get(type);
  const invalid = (why: string) => badRequest('entity_invalid', `${type} “${id}”: ${why}.`);
  if (!kind) throw badRequest('entity_invalid', `The schema has no entities of type “${type}”.`);
  const unknown = Object.keys(attributes).find((name) => !kind.attributes.has(name));
  if (unknown !== undefined) throw invalid(`the schema has no attribute “${unknown}” there`);
  const stranger = parents.find((parent) => !kind.parents.includes(parent.type));
  if (stranger) throw invalid(`the schema does not put it into “${stranger.type}”`);
  try {
    fitMembers(kind.attributes, attributes);
  } catch (error) {
    if (error instanceof Misfit) throw invalid(error.message);
    throw error;
  }
}

export type FindEntity = (db: Reader, applicationId: string, type: string, id: string) => Promise<EntityRow | null>;

/** An entity as the engine takes it: what is stored wins over what is `said`. An unknown one has nothing else. Throws Misfit. */
export async function entityOf(
  db: Reader,
  find: FindEntity,
  { application, kinds, named, said }: { application: ClientApplication; kinds: Kinds; named: Uid; said: object },
): Promise<Entity> {
  const { type, id } = named;
  const row = await find(db, application.id, type, id);
  const stored = row === null ? {} : (JSON.parse(row.attributes) as object);
  return {
    type,
    id,
    attributes: fitMembers(kinds.entities.get(type)!.attributes, { ...said, ...stored }),
    parents: row === null ? [] : await ancestorsOf(db, find, application.id, row),
  };
}

/**
 * All that it is in, directly or through others: the engine is told of no third entity, so each counts as a parent. Throws
 * Misfit for more of them than a question takes along: a rule that forbids may be about the one that would be left out.
 */
async function ancestorsOf(db: Reader, find: FindEntity, applicationId: string, row: EntityRow): Promise<Uid[]> {
  const parentsOf = ({ parents }: EntityRow) => JSON.parse(parents) as Uid[];
  const found = new Map<string, Uid>();
  const waiting = parentsOf(row);
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const key = JSON.stringify([next.type, next.id]);
    if (found.has(key) || (next.type === row.type && next.id === row.id)) continue;
    if (found.size === mostAncestors) throw new Misfit(`${row.type} is in more than ${mostAncestors} others`);
    found.set(key, { type: next.type, id: next.id });
    const parent = await find(db, applicationId, next.type, next.id);
    if (parent !== null) waiting.push(...parentsOf(parent));
  }
  return [...found.values()];
}
