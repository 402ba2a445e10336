import type { Step } from '../steps.ts';

/**
 * The first address of an account was proven by somebody who is not signed in to it. They may find what somebody else has
 * set up with an address that was never theirs: a sign-in ends the other sessions, and both are told of the ways to sign in
 * that are there.
 */
export const tellOfEarlier: Step = async (context, tx) => {
  const { kind, noted, client, identities, sessions, notices } = context;
  const before = context.identity!;
  if (client.person?.identity.id === before.id || !noted.some(({ type }) => type === 'address.verified')) return;
  if (before.addresses.some(({ verified }) => verified)) return;
  if (kind === 'login') await sessions.revokeAll(tx, before.id);
  await notices.addressProven(tx, { identity: (await identities.byId(tx, before.id))!, origin: client.origin });
};
