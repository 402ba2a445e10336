import { compare } from 'bcryptjs';
import { inTurn } from '../../hashing/queue.ts';
import type { Format } from './imported.ts';

/** 2^15 rounds take a few seconds; a hash with more would hold up everybody else's sign-in. */
const mostCost = 15;

/**
 * `$2b$12$` and its elder sisters. bcrypt never looked at more than 72 bytes (which is why it is imported only): whoever
 * signs in with a longer password gets a hash of all of it then.
 */
export const bcryptFormat: Format = {
  name: 'bcrypt',
  begins: /^\$2[abxy]?\$/,
  read(text) {
    const [, cost] = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(text) ?? [];
    if (cost === undefined || Number(cost) < 4 || Number(cost) > mostCost) return null;
    return (password) => inTurn(() => compare(password, text));
  },
};
