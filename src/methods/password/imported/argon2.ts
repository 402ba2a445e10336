import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { inTurn } from '../../hashing/queue.ts';
import type { Format } from './imported.ts';
import { parsePhc } from './phc.ts';

const argon2Async = promisify(argon2);

/** What one guess may cost: 512 MiB, 32 passes. Kratos writes 128 MiB and one pass by default. */
const mostMemoryKib = 524_288;
const mostPasses = 32;
/** RFC 9106 §3.1: version 1.3, the only one that is implemented. */
const version13 = 19;

/** `$argon2id$v=19$m=65536,t=3,p=4$salt$hash`, and argon2i. */
export const argon2Format: Format = {
  name: 'argon2id or argon2i',
  begins: /^\$argon2id?\$/,
  read(text) {
    const phc = parsePhc(text);
    if (phc?.version !== version13) return null;
    const { m: memory = 0, t: passes = 0, p: parallelism = 0 } = phc.parameters;
    const { salt: nonce, hash } = phc;
    // RFC 9106 §3.1: bounds of the parameters.
    const sound = parallelism >= 1 && memory >= 8 * parallelism && passes >= 1 && nonce.length >= 8 && hash.length >= 4;
    if (!sound || memory > mostMemoryKib || passes > mostPasses || parallelism > 64 || hash.length > 128) return null;
    return async (message) => {
      const parameters = { message, nonce, memory, passes, parallelism, tagLength: hash.length };
      const tag = await inTurn(() => argon2Async(phc.id as 'argon2id' | 'argon2i', parameters));
      return timingSafeEqual(tag, hash);
    };
  },
};
