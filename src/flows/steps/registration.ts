import { isDeepStrictEqual } from 'node:util';
import type { Identity } from '../../identity/identity.ts';
import { message } from '../../methods/messages.ts';
import { addressTaken, formTraits, traitRefusal } from '../../methods/profile/profile.ts';
import { isRefusal, refusal } from '../../methods/strategy.ts';
import type { Reader } from '../../store/store.ts';
import { turnsBack } from '../columns.ts';
import type { Context } from '../context.ts';
import { flowError } from '../errors.ts';
import { facts } from '../facts.ts';
import type { Flow } from '../flow.ts';
import { hookValues, unknownPerson } from '../hook-change.ts';
import { prepareAll } from '../prepare.ts';
import type { Step } from '../steps.ts';
import { findSetupToken, saveFlow, spendSetupToken } from '../store.ts';

/** Who may register now: asked at the start and again at each submission. */
export function mayRegister(
  { config }: Pick<Context, 'config'>,
  { setup, invitation }: Pick<Flow['data'], 'setup' | 'invitation'>,
): boolean {
  if (setup !== undefined) return true;
  if (!config['selfservice.flows.registration.enabled']) return false;
  const mode = config['registration.mode'];
  return mode === 'open' || (mode === 'invite_only' && invitation !== undefined);
}

export const registrationOpen: Step = async (context, tx) => {
  const { setup, invitation } = context.flow.data;
  if (!mayRegister(context, context.flow.data)) throw flowError('self_service_flow_disabled');
  if (invitation && !(await context.invitations.open(tx, invitation.token))) throw flowError('invitation_spent');
  if (setup !== undefined && !(await findSetupToken(tx, setup, context.clock()))) throw flowError('setup_spent');
};

/** The address that a code must prove before anything is said or made; null where that is not asked for. */
function addressToProve(
  { config, courier, identities }: Pick<Context, 'config' | 'courier' | 'identities'>,
  { data: { setup, invitation, recovers, newIdentity, traits } }: Flow,
): string | null {
  // Without delivery a code proves nothing; whoever has the set-up link is known to the operator, and whoever has an
  // invitation that was mailed has the address.
  if (!config['security.account_enumeration.mitigate'] || !courier.delivers('email')) return null;
  if (setup !== undefined || invitation?.mailed || recovers || !traits) return null;
  const addresses = identities.declaredAddresses(newIdentity!.schemaId, traits);
  return addresses.find(({ via, code }) => via === 'email' && code)?.value ?? null;
}

/** The traits come with every submission; what was entered before stands in when they do not. */
export const traitsValid: Step = async (context) => {
  const { identities, flow, body, config } = context;
  if (turnsBack(body) || flow.data.recovers) return;
  const { schemaId } = flow.data.newIdentity!;
  const given = body['traits'] ?? flow.data.traits ?? {};
  const result = identities.checkOwnTraits(schemaId, given, null);
  if ('traits' in result) {
    // A code was sent for what stands in the flow; other details need another code.
    const aboutCode = body['method'] === 'code' || typeof body['code'] === 'string';
    if (flow.state === 'sent_email' && aboutCode && !isDeepStrictEqual(result.traits, flow.data.traits))
      return refusal('traits_differ', 4000036);
    flow.data.traits = result.traits;
    return;
  }
  // Back to the page with the fields, with what was typed.
  if (config['selfservice.flows.registration.style'] === 'profile_first') flow.data.screen = 'profile';
  flow.state = 'choose_method';
  flow.data.traits = formTraits(given, identities.schema(schemaId)!.fields);
  return traitRefusal(result.problems, identities.schema(schemaId)!.fields);
};

/** An invitation is good for the address that it was sent to, and for no other. */
export const addressInvited: Step = async ({ identities, flow, body }) => {
  const { invitation, newIdentity, traits } = flow.data;
  if (!invitation || turnsBack(body)) return;
  const emails = identities.declaredAddresses(newIdentity!.schemaId, traits ?? {}).filter(({ via }) => via === 'email');
  if (emails.some(({ value }) => value === invitation.email)) return;
  const node = emails[0] ? { node: `traits.${emails[0].path}` } : {};
  const reason = `This invitation is for ${invitation.email}.`;
  return refusal('address_not_invited', 4000001, { ...node, context: { reason } });
};

/**
 * Somebody else's address is refused before a passkey is made for it, which would stay on the device. Where the address
 * is proven first nothing is said: its owner gets a message instead.
 */
export const addressFree: Step = async (context, tx) => {
  const { identities, flow, body, config } = context;
  if (turnsBack(body) || flow.data.recovers || addressToProve(context, flow) !== null) return;
  for (const { value } of identities.declaredAddresses(flow.data.newIdentity!.schemaId, flow.data.traits ?? {})) {
    if (!(await identities.byAddress(tx, value))) continue;
    if (config['selfservice.flows.registration.style'] === 'profile_first') flow.data.screen = 'profile';
    return refusal('address_taken', 4000007, { node: 'traits.email' });
  }
};

/** Sends the code that proves the address, before the page with the ways to sign in. */
export const proveAddress: Step = async (context, tx) => {
  const { flow, body, client, methods } = context;
  if (turnsBack(body) || body['screen'] === 'credential-selection') return;
  const address = addressToProve(context, flow);
  const method = methods.registration.find(({ group }) => group === 'code');
  if (address === null || address === flow.data.proven || !method?.claim) return;
  context.method = method;
  flow.active = 'code';
  flow.data.proving = true;
  context.attempt = { flow: facts(flow, client), body: { method: 'code' }, origin: client.origin };
  return (await method.claim(tx, context.attempt)) ?? undefined;
};

/** Any way to sign in but a code waits until the address is proven. */
export const addressProven: Step = async (context) => {
  const { flow, method } = context;
  const address = addressToProve(context, flow);
  if (method.group === 'code' || address === null || address === flow.data.proven) return;
  return refusal('address_not_proven', 4000010);
};

/** Turns to the other page of a registration in two steps. */
export const showScreen: Step = async (context, tx) => {
  const { flow, body } = context;
  const address = addressToProve(context, flow);
  const unproven = address !== null && address !== flow.data.proven;
  await show(context, tx, turnsBack(body) || unproven ? 'profile' : 'credential');
};

/** The code was right: the address is this person's, and the page with the ways to sign in comes next. */
export const showCredentials: Step = async (context, tx) => {
  context.flow.data.proven = context.verified.address;
  await show(context, tx, 'credential');
};

async function show(
  context: Context,
  tx: Parameters<Step>[1],
  screen: NonNullable<Flow['data']['screen']>,
): Promise<void> {
  const { flow, client } = context;
  flow.state = 'choose_method';
  flow.data.screen = screen;
  flow.data.proving = false;
  flow.data.messages = screen === 'credential' ? [message(1040009)] : [];
  flow.data.nodeMessages = {};
  await prepareAll(context, tx, flow, client);
  await saveFlow(tx, flow);
}

export const createIdentity: Step = async (context, tx) => {
  const { identities, flow, addressesVerified, hookChange } = context;
  const { newIdentity, traits, setup, recovers, proven, invitation } = flow.data;
  if (recovers) {
    context.identity = await owningIdentity(context, tx, newIdentity!.id);
    return;
  }
  const wanted = hookChange ? hookValues(identities, unknownPerson(newIdentity!.schemaId, traits!), hookChange) : {};
  if (isRefusal(wanted)) return wanted;
  try {
    context.identity = await identities.create(tx, {
      ...newIdentity!,
      traits: traits!,
      ...wanted,
      addressesVerified: addressesVerified || setup !== undefined,
      ...(invitation?.mailed ? { addresses: [{ value: invitation.email, verified: true }] } : {}),
    });
  } catch (error) {
    return addressTaken(error, 'traits.email');
  }
  if (proven !== undefined) await identities.verifyAddress(tx, newIdentity!.id, proven);
};

/** The owner that a recovery link is for. Throws `setup_spent` when that person is gone, inactive or no owner any more. */
export async function owningIdentity(
  { identities, access }: Pick<Context, 'identities' | 'access'>,
  db: Reader,
  id: string,
): Promise<Identity> {
  const identity = await identities.byId(db, id);
  const owns = (await access.rolesOf(db, id)).includes('owner');
  if (identity?.state !== 'active' || !owns) throw flowError('setup_spent');
  return identity;
}

/** The set-up token makes its person the owner, once: of two that race for it one wins. */
export const spendSetup: Step = async ({ flow, access, sessions, identity, audit, client }, tx) => {
  const { setup, recovers } = flow.data;
  if (setup === undefined) return;
  if (!(await spendSetupToken(tx, setup))) throw flowError('setup_spent');
  if (recovers) {
    // Whoever may sit in the owner's sessions has to leave.
    await sessions.revokeAll(tx, identity!.id);
    await audit.append(tx, { type: 'owner.recovered', outcome: 'success', actor: identity!.id }, client.origin);
    return;
  }
  await access.assignRole(tx, identity!.id, 'owner');
  await audit.append(tx, { type: 'setup.completed', outcome: 'success', actor: identity!.id }, client.origin);
  await audit.append(
    tx,
    { type: 'role.assigned', outcome: 'success', actor: identity!.id, details: { role: 'owner' } },
    client.origin,
  );
};

/** An invitation is accepted once, and gives what its sender may still give. */
export const spendInvitation: Step = async ({ flow, access, invitations, identity, audit, client }, tx) => {
  if (!flow.data.invitation) return;
  const invitation = await invitations.accept(tx, flow.data.invitation.token);
  if (!invitation || !(await access.mayInvite(tx, invitation.invitedBy, invitation)))
    throw flowError('invitation_spent');
  const event = { outcome: 'success', actor: identity!.id, resource: `identity:${identity!.id}` } as const;
  const details = { invitation: invitation.id, invited_by: invitation.invitedBy };
  await audit.append(tx, { ...event, type: 'invitation.accepted', details }, client.origin);
  for (const role of invitation.roles) {
    await access.assignRole(tx, identity!.id, role, invitation.invitedBy);
    await audit.append(tx, { ...event, type: 'role.assigned', details: { ...details, role } }, client.origin);
  }
  for (const team of invitation.teams) {
    if (!(await access.team(tx, team, identity!.id))) continue;
    await access.joinTeam(tx, team, identity!.id);
    await audit.append(tx, { ...event, type: 'team.joined', details: { ...details, team } }, client.origin);
  }
};
