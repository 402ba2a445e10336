import type { Identity } from '../../identity/identity.ts';
import type { Tx } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { knownOf } from '../freshness.ts';
import type { Step } from '../steps.ts';
import { setHold } from '../store.ts';

interface Means {
  /** Something beside the mailbox that may still be there: it has to be shown. */
  second: boolean;
  /** Anything at all beside the mailbox, if only one passkey: it may be lost, or not. */
  own: boolean;
}

/** What this person has to prove themselves with beside their mailbox, of what this installation takes. */
async function meansOf(context: Context, tx: Tx, identity: Identity): Promise<Means> {
  const { credentials, backupCodesLeft, addresses, offered } = await knownOf(context, tx, identity);
  const taken = new Set<string>([...offered.first, ...offered.second]);
  const active = credentials.filter(({ status, type }) => status === 'active' && taken.has(type));
  const amount = (type: string) => active.filter((credential) => credential.type === type).length;
  const phone = taken.has('code') && addresses.some(({ via, verified }) => via === 'sms' && verified);
  const codes = taken.has('lookup_secret') && backupCodesLeft > 0;
  const second = phone || codes || amount('totp') > 0 || amount('webauthn') > 0 || amount('passkey') > 1;
  return { second, own: second || active.length > 0 };
}

/**
 * Lets a person back in by their mailbox. All earlier sessions end. Who has a second proof must give it before this
 * session opens anything (SP 800-63B-4 §4.2.2.2). Who has but one thing, which may be lost, waits before new ways to sign
 * in are taken, so that its owner has time to object. Who never had more than the mailbox is where they were.
 */
export const openRecovered: Step = async (context, tx) => {
  const { sessions, client, evidence, config, clock, notices, noted } = context;
  const identity = context.identity!;
  await sessions.revokeAll(tx, identity.id);
  const { second: limited, own } = await meansOf(context, tx, identity);
  const holdSeconds = own && !limited ? config['security.recovery_hold'] : 0;
  if (limited) noted.push({ type: 'recovery.limited' });
  const now = clock();
  if (holdSeconds > 0) await setHold(tx, identity.id, { now, until: now + holdSeconds * 1000 });
  context.opened = await sessions.open(tx, {
    identityId: identity.id,
    kind: client.kind === 'browser' ? 'cookie' : 'token',
    evidence,
    origin: client.origin,
    limited,
    needs: context.needs,
  });
  await notices.recovered(tx, { identity, holdSeconds, origin: client.origin });
};
