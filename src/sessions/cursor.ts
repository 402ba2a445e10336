import { badRequest } from '../kernel/errors.ts';
import { isUuid } from '../kernel/ids.ts';

/** The last session of a page, in a list that goes by time and id. */
export interface Position {
  /** `issuedAt`, milliseconds. */
  at: number;
  id: string;
}

/** The page token of what follows this session. It carries no right: only the operator lists all sessions. */
export function cursorAt({ at, id }: Position): string {
  return Buffer.from(`${at} ${id}`).toString('base64url');
}

/** Throws `invalid_cursor` (400). */
export function positionOf(cursor: string): Position {
  const [at = '', id] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{1,15}$/.test(at) || !isUuid(id))
    throw badRequest('invalid_cursor', 'The page token is not one of this list.');
  return { at: Number(at), id };
}
