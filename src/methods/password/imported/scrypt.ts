import { type BinaryLike, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { inTurn } from '../../hashing/queue.ts';
import type { Format } from './imported.ts';
import { parsePhc } from './phc.ts';

const scryptAsync = promisify<BinaryLike, BinaryLike, number, ScryptOptions, Buffer>(scrypt);

const mostMemoryBytes = 512 * 1024 * 1024;

/**
 * `$scrypt$ln=16,r=8,p=1$salt$hash`. PHC means the logarithm of N by `ln`, Kratos means N itself; no logarithm above 31
 * and no N below that is in use, so both are told apart.
 */
export const scryptFormat: Format = {
  name: 'scrypt (PHC)',
  begins: /^\$scrypt\$/,
  read(text) {
    const phc = parsePhc(text);
    if (!phc) return null;
    const { ln = 0, r = 0, p = 0 } = phc.parameters;
    const N = ln <= 31 ? 2 ** ln : ln;
    // RFC 7914 §2: N is a power of two; memory is 128 * N * r bytes.
    const sound = ln >= 1 && Number.isInteger(Math.log2(N)) && r >= 1 && p >= 1 && p <= 16;
    if (!sound || 128 * N * r > mostMemoryBytes || phc.hash.length < 16 || phc.hash.length > 128) return null;
    // Node counts a little more than the table itself.
    const options = { N, r, p, maxmem: 2 * mostMemoryBytes };
    return async (password) => {
      const key = await inTurn(() => scryptAsync(password, phc.salt, phc.hash.length, options));
      return timingSafeEqual(key, phc.hash);
    };
  },
};
