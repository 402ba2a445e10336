import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { inTurn } from '../../hashing/queue.ts';
import type { Format } from './imported.ts';
import { parsePhc } from './phc.ts';

const pbkdf2Async = promisify(pbkdf2);

const mostIterations = 10_000_000;

/** `$pbkdf2-sha256$i=600000,l=32$salt$hash` with SHA-1, SHA-256 or SHA-512. */
export const pbkdf2Format: Format = {
  name: 'PBKDF2 (PHC)',
  begins: /^\$pbkdf2-/,
  read(text) {
    const phc = parsePhc(text);
    const [, digest] = /^pbkdf2-(sha1|sha256|sha512)$/.exec(phc?.id ?? '') ?? [];
    const { i: iterations = 0 } = phc?.parameters ?? {};
    if (!phc || digest === undefined || iterations < 1 || iterations > mostIterations) return null;
    if (phc.hash.length < 16 || phc.hash.length > 128) return null;
    return async (password) => {
      const key = await inTurn(() => pbkdf2Async(password, phc.salt, iterations, phc.hash.length, digest));
      return timingSafeEqual(key, phc.hash);
    };
  },
};
