import { type Identity, withAddress } from '../identity/identity.ts';
import { uuid } from '../kernel/ids.ts';
import { digest } from '../kernel/secrets.ts';
import type { Client, FlowDependencies } from './context.ts';
import { createFlow, type FlowRequest } from './create.ts';
import { flowError } from './errors.ts';
import type { Flow, FlowData } from './flow.ts';
import { mayRegister, owningIdentity } from './steps/registration.ts';
import { findSetupToken } from './store.ts';

export interface RegistrationRequest extends FlowRequest {
  /** The one-time token of the set-up URL: who registers with it owns the installation. */
  setup: string | null;
  /** The token of an invitation, which opens registration for one address. */
  invitation: string | null;
  /** One of the schemas that people may choose; null is the default one. */
  schemaId: string | null;
  /** Where a verification that follows leads. */
  afterVerification: string | null;
}

/** Starts a registration. Throws `setup_spent` and `invitation_spent` (410), `self_service_flow_disabled`, `session_already_available`. */
export async function startRegistration(
  dependencies: FlowDependencies,
  client: Client,
  request: RegistrationRequest,
): Promise<Flow> {
  const { config, random, webauthn, identities } = dependencies;
  const setup = request.setup === null ? undefined : digest(request.setup);
  const recovered = setup === undefined ? null : await openSetup(dependencies, client, setup);
  const invited =
    setup !== undefined || request.invitation === null ? {} : await openInvitation(dependencies, request.invitation);
  if (!mayRegister(dependencies, { ...invited, ...(setup === undefined ? {} : { setup }) }))
    throw flowError('self_service_flow_disabled');
  if (client.person) throw flowError('session_already_available');
  const schemaId = request.schemaId ?? identities.defaultSchemaId;
  const selectable = identities
    .schemas()
    .some(({ id, selfserviceSelectable }) => id === schemaId && selfserviceSelectable);
  if (request.schemaId !== null && !selectable) throw flowError('schema_not_selectable');
  const twoSteps = config['selfservice.flows.registration.style'] === 'profile_first';
  return createFlow(dependencies, client, request, {
    kind: 'registration',
    lifespanSeconds: config['selfservice.flows.registration.lifespan'],
    data: {
      screen: twoSteps && !recovered ? 'profile' : 'credential',
      newIdentity: recovered
        ? { id: recovered.id, userHandle: recovered.userHandle, schemaId: recovered.schemaId }
        : { id: uuid(random), userHandle: webauthn.newUserHandle(random), schemaId },
      ...invited,
      ...(invited.invitation ? { traits: traitsOf(dependencies, schemaId, invited.invitation.email) } : {}),
      ...(request.afterVerification ? { afterVerification: request.afterVerification } : {}),
      ...(recovered ? { traits: recovered.traits, recovers: true } : {}),
      ...(setup === undefined ? {} : { setup }),
    },
  });
}

/** Whom the set-up link lets back in; null when it makes a new owner. Throws `setup_spent`. */
async function openSetup(
  { store, audit, identities, access, clock }: FlowDependencies,
  client: Client,
  setup: string,
): Promise<Identity | null> {
  const token = await findSetupToken(store.read, setup, clock());
  if (!token) throw flowError('setup_spent');
  const owner =
    token.identityId === null ? null : await owningIdentity({ identities, access }, store.read, token.identityId);
  await audit.record({ type: 'setup.opened', outcome: 'success', actor: token.identityId }, client.origin);
  return owner;
}

/** Whom the invitation is for. Throws `invitation_spent`. */
async function openInvitation(
  { store, invitations }: FlowDependencies,
  token: string,
): Promise<Pick<FlowData, 'invitation'>> {
  const hash = digest(token);
  const invitation = await invitations.open(store.read, hash);
  if (!invitation) throw flowError('invitation_spent');
  const { email, mailed } = invitation;
  return { invitation: { token: hash, email, mailed } };
}

/** The address of an invitation where the schema has its first e-mail address, so that nobody has to type it. */
function traitsOf({ identities }: FlowDependencies, schemaId: string, email: string): Record<string, unknown> {
  const field = identities.schema(schemaId)?.fields.find(({ type }) => type === 'email');
  return (field && withAddress({}, { path: field.path, address: email })) ?? {};
}
