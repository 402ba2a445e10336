import type { Identity } from '../../identity/identity.ts';
import type { Tx } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Step } from '../steps.ts';
import { setHold } from '../store.ts';

/**
 * Whether this person has something beside the mailbox to prove themselves with: an authenticator app, backup codes, a
 * security key, a verified phone or more passkeys than the one that may be lost.
 */
async function hasSecondProof(
  { identities, backupCodesLeft, courier }: Context,
  tx: Tx,
  { id, addresses }: Identity,
): Promise<boolean> {
  const active = (await identities.credentials(tx, id)).filter(({ status }) => status === 'active');
  const amount = (type: string) => active.filter((credential) => credential.type === type).length;
  const phone = courier.has('sms') && addresses.some(({ via, verified }) => via === 'sms' && verified);
  return (
    phone ||
    amount('totp') > 0 ||
    amount('webauthn') > 0 ||
    amount('passkey') > 1 ||
    (await backupCodesLeft(tx, id)) > 0
  );
}

/**
 * Lets a person back in by their mailbox. All earlier sessions end. Who has a second proof must give it before this
 * session opens anything (SP 800-63B-4 §4.2.2.2); who has none waits before new ways to sign in are taken.
 */
export const openRecovered: Step = async (context, tx) => {
  const { sessions, client, flow, evidence, config, clock, notices, noted } = context;
  const identity = context.identity!;
  await sessions.revokeAll(tx, identity.id);
  const limited = await hasSecondProof(context, tx, identity);
  const holdSeconds = config['security.recovery_hold'];
  if (limited) noted.push({ type: 'recovery.limited' });
  else if (holdSeconds > 0) await setHold(tx, identity.id, clock() + holdSeconds * 1000);
  context.opened = await sessions.open(tx, {
    identityId: identity.id,
    kind: flow.client === 'browser' ? 'cookie' : 'token',
    evidence,
    origin: client.origin,
    limited,
  });
  await notices.recovered(tx, { identity, holdSeconds: limited ? 0 : holdSeconds, origin: client.origin });
};
