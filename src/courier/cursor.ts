import { badRequest } from '../kernel/errors.ts';
import { isUuid } from '../kernel/ids.ts';

/** The last message of a page. */
interface Position {
  /** Milliseconds. */
  at: number;
  id: string;
}

/** Opaque to clients. */
export const cursorAt = ({ at, id }: Position): string => Buffer.from(`${at} ${id}`).toString('base64url');

/** Throws `invalid_cursor` (400). */
export function positionOf(cursor: string): Position {
  const [at = '', id] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{1,15}$/.test(at) || !isUuid(id)) throw badRequest('invalid_cursor', 'The cursor is not one of this list.');
  return { at: Number(at), id };
}
