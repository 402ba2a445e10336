import { badRequest } from './errors.ts';
import { digest } from './secrets.ts';

/** The last row of a page of a list that is ordered by time and id. */
export interface Position {
  /** Milliseconds. */
  at: number;
  id: string;
}

const seal = (position: string, list: readonly string[]) => digest(JSON.stringify([position, ...list])).slice(0, 16);

/**
 * The cursor of the page after `position`. `list` names whose list of what it continues: elsewhere the cursor is refused,
 * so that one handed on by somebody else does not work. It carries no right: every page is decided anew.
 */
export function cursorAt({ at, id }: Position, list: readonly string[]): string {
  const position = `${at} ${id}`;
  return Buffer.from(`${position} ${seal(position, list)}`).toString('base64url');
}

/** Throws `invalid_cursor` (400). */
export function positionOf(cursor: string, list: readonly string[]): Position {
  const [at = '', id = '', sealed] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{1,16}$/.test(at) || sealed !== seal(`${at} ${id}`, list)) {
    throw badRequest('invalid_cursor', 'The cursor is not one that this list gave.');
  }
  return { at: Number(at), id };
}
