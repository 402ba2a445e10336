import { badRequest } from '../../kernel/errors.ts';

/** A date-time of a body in milliseconds; `member` is where it stands. Throws `invalid_input` (400). */
export function instant(text: string, member: string): number {
  const milliseconds = Date.parse(text);
  // RFC 3339 has leap seconds, JavaScript has not.
  if (Number.isNaN(milliseconds)) throw badRequest('invalid_input', `${member} is not a time that can be used.`);
  return milliseconds;
}
