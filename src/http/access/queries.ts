import type { AccessQuery } from '../../applications/applications.ts';
import { badRequest } from '../../kernel/errors.ts';

/** What is looked for; it need not be named then. */
export type Searched = 'subject' | 'resource' | 'action';

export type Members = Record<string, unknown>;

/**
 * The question of a body (AuthZEN 1.0 §5); members that it does not know are ignored. Throws `missing_member`,
 * `invalid_member` (400).
 */
export function readQuery(body: Members, searched?: Searched): AccessQuery {
  return {
    subject: named(body, 'subject', searched),
    action: searched === 'action' ? { name: '', properties: {} } : actionOf(body),
    resource: named(body, 'resource', searched),
    context: optionalObject(body, 'context', 'context'),
  };
}

/** The same, with what an evaluation does not say taken from the top, member by member (§7.1). */
export function readItem(body: Members, item: unknown): AccessQuery {
  if (!isObject(item)) throw badRequest('invalid_member', 'An evaluation has to be an object.');
  return readQuery({ ...body, ...item });
}

function named(body: Members, member: 'subject' | 'resource', searched: Searched | undefined) {
  const given = requiredObject(body, member);
  const type = requiredText(given, 'type', `${member}.type`);
  // Whoever is searched is everybody; a name that is sent all the same counts for nothing.
  const id = searched === member ? '' : requiredText(given, 'id', `${member}.id`);
  return { type, id, properties: optionalObject(given, 'properties', `${member}.properties`) };
}

function actionOf(body: Members) {
  const given = requiredObject(body, 'action');
  const name = requiredText(given, 'name', 'action.name');
  return { name, properties: optionalObject(given, 'properties', 'action.properties') };
}

function requiredObject(from: Members, member: string): Members {
  const value = memberOf(from, member, member);
  if (!isObject(value)) throw badRequest('invalid_member', `“${member}” has to be an object.`);
  return value;
}

function requiredText(from: Members, member: string, at: string): string {
  const value = memberOf(from, member, at);
  if (typeof value !== 'string' || value === '') throw badRequest('invalid_member', `“${at}” has to be text.`);
  return value;
}

export function optionalObject(from: Members, member: string, at: string): Members {
  if (!Object.hasOwn(from, member)) return {};
  const value = from[member];
  if (!isObject(value)) throw badRequest('invalid_member', `“${at}” has to be an object.`);
  return value;
}

function memberOf(from: Members, member: string, at: string): unknown {
  if (!Object.hasOwn(from, member)) throw badRequest('missing_member', `The request has no “${at}”.`);
  return from[member];
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
