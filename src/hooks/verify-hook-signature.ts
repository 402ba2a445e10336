import { createHmac, timingSafeEqual } from 'node:crypto';

/** What to answer when the verification fails: 401. Each id is good once: 409 for one that was taken already. */
export type HookVerification = { id: string } | { problem: 'malformed' | 'stale' | 'wrong' };

interface SignedRequest {
  /** Names in lower case, as node:http gives them. */
  headers: Record<string, string | string[] | undefined>;
  /** The bytes of the body as they arrived, before anything parses them. */
  body: string | Uint8Array;
  /** The secret of the web hook; while it is replaced, the new one and the old one. */
  secrets: readonly string[];
  /** Unix milliseconds, such as Date.now(). */
  now: number;
}

const toleranceSeconds = 300;

/**
 * Whether STING signed this request, for the service that receives it; made to be copied, it needs nothing but Node.
 * The signature is HMAC-SHA256 over `<id>.<timestamp>.<body>`. A request older than five minutes is stale; so remember for
 * ten minutes the ids that you took, and refuse those.
 */
export function verifyHookSignature({ headers, body, secrets, now }: SignedRequest): HookVerification {
  const id = headers['sting-hook-id'];
  const timestamp = headers['sting-hook-timestamp'];
  const signature = headers['sting-hook-signature'];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signature !== 'string')
    return { problem: 'malformed' };
  // A dot in the id would let one request be read as another with the same signature.
  if (!/^[\w-]{1,64}$/.test(id) || !/^\d{1,12}$/.test(timestamp) || !/^v1=[0-9a-f]{64}$/.test(signature))
    return { problem: 'malformed' };
  const given = Buffer.from(signature.slice(3), 'hex');
  const matches = secrets.map((secret) => {
    const expected = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest();
    return timingSafeEqual(expected, given);
  });
  if (!matches.includes(true)) return { problem: 'wrong' };
  if (Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds) return { problem: 'stale' };
  return { id };
}
