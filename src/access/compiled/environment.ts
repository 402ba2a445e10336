import type { Uid } from '../cedar.ts';
import { type EntityUid, type KnownEntity, type RecordValue, sameUid } from './values.ts';

/** What an expression is evaluated over: a request that fits the schema. */
export interface Environment {
  principal: KnownEntity;
  action: KnownEntity;
  resource: KnownEntity;
  context: RecordValue;
  /** All actions of the schema. */
  actions: ReadonlyMap<string, KnownEntity>;
}

/** What is known of an entity; undefined for one that is only named. */
export function known(uid: Uid, { principal, resource, actions }: Environment): KnownEntity | undefined {
  if (uid === principal || sameUid(uid, principal)) return principal;
  if (uid === resource || sameUid(uid, resource)) return resource;
  return uid.type === 'Action' ? actions.get(uid.id) : undefined;
}

/** Cedar's `in`: whether it is the entity itself, or in it directly or through another. */
export function isIn(uid: EntityUid, group: Uid, environment: Environment): boolean {
  if (sameUid(uid, group)) return true;
  const ancestors = known(uid, environment)?.ancestors ?? [];
  for (const ancestor of ancestors) if (sameUid(ancestor, group)) return true;
  return false;
}
