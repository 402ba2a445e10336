import { crc32 } from 'node:zlib';
import type { Random } from '../kernel/secrets.ts';

const prefix = 'sting_';
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const shape = /^(sting_[0-9A-Za-z]{33})([0-9A-Za-z]{6})$/;

/**
 * A new API key: 192 random bits and a checksum, both in base 62, behind a prefix that says whose it is. The checksum lets
 * anybody tell a key that has leaked from other text, and a mistyped one from a key, without asking the database.
 */
export function newKeyText(random: Random): string {
  const secret = prefix + base62(BigInt(`0x${random(24).toString('hex')}`), 33);
  return secret + checksum(secret);
}

/** Whether the text can be an API key, by its shape and checksum alone. */
export function looksLikeApiKey(text: string): boolean {
  const [, secret, sum] = shape.exec(text) ?? [];
  return secret !== undefined && checksum(secret) === sum;
}

/** What its owner tells a key by: four of its digits, which leave 168 bits to guess. */
export const recognisable = (text: string): string => text.slice(0, prefix.length + 4);

const checksum = (secret: string): string => base62(BigInt(crc32(secret)), 6);

/** The last digit first, so that the digits which are shown are as random as the others. */
function base62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest /= 62n) text += digits[Number(rest % 62n)];
  return text;
}
