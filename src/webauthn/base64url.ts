/**
 * Bytes of an unpadded base64url string (RFC 4648 §5), or null for anything else. Node's decoder skips foreign characters,
 * takes `+`, `/` and `=`, and ignores the unused low bits of the last character; encoding the result again shows all of that.
 */
export function base64url(value: unknown): Buffer | null {
  if (typeof value !== 'string') return null;
  const bytes = Buffer.from(value, 'base64url');
  return bytes.toString('base64url') === value ? bytes : null;
}
