import { addressGroup } from '../../kernel/address-group.ts';
import type { Clock } from '../../kernel/clock.ts';
import { uuid } from '../../kernel/ids.ts';
import { digest, type Random } from '../../kernel/secrets.ts';
import type { Tx } from '../../store/store.ts';
import { type Refusal, refusal } from '../strategy.ts';
import { noteSent, sentSince } from './store.ts';

const windowSeconds = 3600;
/** Many people may sit behind one address of the network; nobody needs so many messages alone. */
const perNetworkFactor = 20;

interface Asked {
  address: string;
  ip: string;
}

/**
 * Counts a message to this address, whether it belongs to anybody or not, and by whom it was asked for. Answers a refusal
 * when one of them has had enough in the last hour.
 */
export async function admitSending(
  tx: Tx,
  { address, ip }: Asked,
  { clock, random, perHour }: { clock: Clock; random: Random; perHour: number },
): Promise<Refusal | null> {
  const now = clock();
  const since = now - windowSeconds * 1000;
  const subjects: [subject: string, most: number][] = [
    [digest(`to ${address}`), perHour],
    [digest(`from ${addressGroup(ip)}`), perHour * perNetworkFactor],
  ];
  for (const [subject, most] of subjects) {
    const times = await sentSince(tx, subject, since);
    if (times.length < most) continue;
    const seconds = Math.ceil((times[times.length - most]! - since) / 1000);
    return {
      ...refusal('too_many_messages', 4000001, {
        context: { reason: `Too many messages were asked for. Try again in ${Math.ceil(seconds / 60)} minutes.` },
      }),
      retryAfterSeconds: Math.max(seconds, 1),
    };
  }
  await noteSent(
    tx,
    subjects.map(([subject]) => ({ id: uuid(random), subject, at: now })),
  );
  return null;
}
