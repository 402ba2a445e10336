import { level, reaches } from '../assurance/level.ts';
import type { Credential } from '../identity/identity.ts';
import type { PublicKeyCredentialRecord } from '../webauthn/webauthn.ts';
import type { Client, FlowDependencies } from './context.ts';
import { createFlow, type FlowRequest } from './create.ts';
import { flowError } from './errors.ts';
import type { Flow } from './flow.ts';

/** Whether the person can reach aal2 at all: a passkey counts once it was seen with user verification. */
export function reachesAal2(credentials: readonly Credential[], backupCodesLeft: number): boolean {
  const keys = credentials.filter(({ type, status }) => type === 'passkey' && status === 'active');
  return (
    keys.some(({ data }) => (data as PublicKeyCredentialRecord).uvInitialized) ||
    (keys.length > 0 && backupCodesLeft > 0)
  );
}

/**
 * Under `highest_available` a person who can do aal2 must have done it.
 * Throws `session_aal2_required` (403).
 */
export async function requireAal(
  { config, identities, store, backupCodesLeft }: FlowDependencies,
  { session, identity }: NonNullable<Client['person']>,
  required: 'aal1' | 'highest_available',
): Promise<void> {
  if (required === 'aal1' || reaches(level(session.evidence, config['assurance.mode']), 'aal2')) return;
  const credentials = await identities.credentials(store.read, identity.id);
  if (!reachesAal2(credentials, await backupCodesLeft(store.read, identity.id))) return;
  const login = `${config['serve.public.base_url']}/self-service/login/browser?aal=aal2`;
  throw flowError('session_aal2_required', { redirect_browser_to: login });
}

/** Starts a visit to one's own account. Throws `session_inactive`, `session_aal2_required`. */
export async function startSettings(
  dependencies: FlowDependencies,
  client: Client,
  request: FlowRequest,
): Promise<Flow> {
  const { config } = dependencies;
  if (!client.person) throw flowError('session_inactive');
  await requireAal(dependencies, client.person, config['selfservice.flows.settings.required_aal']);
  return createFlow(dependencies, client, request, {
    kind: 'settings',
    lifespanSeconds: config['selfservice.flows.settings.lifespan'],
    ofPerson: true,
  });
}
