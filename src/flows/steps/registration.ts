import type { Identity } from '../../identity/identity.ts';
import { message } from '../../methods/messages.ts';
import { addressTaken, formTraits, traitRefusal } from '../../methods/profile/profile.ts';
import { refusal } from '../../methods/strategy.ts';
import type { Reader } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { flowError } from '../errors.ts';
import { prepareAll } from '../prepare.ts';
import type { Step } from '../steps.ts';
import { findSetupToken, saveFlow, spendSetupToken } from '../store.ts';

/** Who may register now: asked at the start and again at each submission. */
export function mayRegister({ config }: Pick<Context, 'config'>, setup: string | undefined): boolean {
  if (setup !== undefined) return true;
  return config['selfservice.flows.registration.enabled'] && config['registration.mode'] === 'open';
}

export const registrationOpen: Step = async (context, tx) => {
  const { setup } = context.flow.data;
  if (!mayRegister(context, setup)) throw flowError('self_service_flow_disabled');
  if (setup !== undefined && !(await findSetupToken(tx, setup, context.clock()))) throw flowError('setup_spent');
};

/** The traits come with every submission; what was entered before stands in when they do not. */
export const traitsValid: Step = async ({ identities, flow, body, config }) => {
  if (body['screen'] === 'previous' || flow.data.recovers) return;
  const schemaId = identities.defaultSchemaId;
  const given = body['traits'] ?? flow.data.traits ?? {};
  const result = identities.checkTraits(schemaId, given);
  if ('traits' in result) {
    flow.data.traits = result.traits;
    return;
  }
  // Back to the page with the fields, with what was typed.
  if (config['selfservice.flows.registration.style'] === 'profile_first') flow.data.screen = 'profile';
  flow.data.traits = formTraits(given, identities.schema(schemaId)!.fields);
  return traitRefusal(result.problems, identities.schema(schemaId)!.fields);
};

/**
 * Somebody else's address is refused before a passkey is made for it, which would stay on the device. Without a mail
 * transport nothing can be proven about an address, so it has to be said (4000007).
 */
export const addressFree: Step = async ({ identities, flow, body, config }, tx) => {
  if (body['screen'] === 'previous' || flow.data.recovers) return;
  const { email } = flow.data.traits ?? {};
  if (typeof email !== 'string' || !(await identities.byAddress(tx, email))) return;
  if (config['selfservice.flows.registration.style'] === 'profile_first') flow.data.screen = 'profile';
  return refusal('address_taken', 4000007, { node: 'traits.email' });
};

/** Turns to the other page of a registration in two steps. */
export const showScreen: Step = async (context, tx) => {
  const { flow, body, client } = context;
  flow.data.screen = body['screen'] === 'previous' ? 'profile' : 'credential';
  flow.data.messages = flow.data.screen === 'credential' ? [message(1040009)] : [];
  flow.data.nodeMessages = {};
  await prepareAll(context, tx, flow, client);
  await saveFlow(tx, flow);
};

export const createIdentity: Step = async (context, tx) => {
  const { identities, flow, addressesVerified } = context;
  const { newIdentity, traits, setup, recovers } = flow.data;
  if (recovers) {
    context.identity = await owningIdentity(context, tx, newIdentity!.id);
    return;
  }
  try {
    context.identity = await identities.create(tx, {
      ...newIdentity!,
      schemaId: identities.defaultSchemaId,
      traits: traits!,
      addressesVerified: addressesVerified || setup !== undefined,
    });
  } catch (error) {
    return addressTaken(error, 'traits.email');
  }
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
