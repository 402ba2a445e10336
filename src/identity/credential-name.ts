import { badRequest } from '../kernel/errors.ts';
import { hasControlCharacters } from './control-characters.ts';

const maximumLength = 100;

/** The name of a credential as it is stored: trimmed, 1-100 characters. Throws `invalid_name` (400). */
export function credentialName(name: string): string {
  const trimmed = name.trim().normalize('NFC');
  const length = [...trimmed].length;
  if (length === 0 || length > maximumLength || hasControlCharacters(trimmed)) {
    throw badRequest('invalid_name', `A name has 1 to ${maximumLength} characters and no control characters.`);
  }
  return trimmed;
}
