import assert from 'node:assert/strict';
import type { Overrides } from './authenticator.ts';
import type { Answer, Person } from './people.ts';

/** Makes a set of backup codes on the account page. */
export async function backupCodes(person: Person): Promise<string[]> {
  const flow = (await person.api('/self-service/settings/api')).body;
  const { pathname, search } = new URL(flow.ui.action);
  const shown = await person.api(pathname + search, { body: { lookup_secret_regenerate: true } });
  const { context } = shown.body.ui.nodes.find(
    ({ attributes }: { attributes: { id?: string } }) => attributes.id === 'lookup_secret_codes',
  ).attributes.text;
  assert.equal((await person.api(pathname + search, { body: { lookup_secret_confirm: true } })).status, 200);
  return context.secrets.map(({ context }: { context: { secret: string } }) => context.secret);
}

/** Opens the step-up that a refusal asks for. */
export function openStepUp(person: Person, { body }: Answer): Promise<Answer> {
  const { operation, resource, parameters } = body;
  return person.api('/api/step-up', { body: { operation, resource, parameters } });
}

/** Sends a proof to an open step-up. */
export function prove(person: Person, id: string, proof: object): Promise<Answer> {
  return person.api(`/api/step-up/${id}`, { body: proof });
}

/** The answer of the person's passkey to an open step-up. */
export function byPasskey({ authenticator }: Person, { body }: Answer, origin: string, overrides: Overrides = {}) {
  const { publicKey } = body.methods.find(({ method }: { method: string }) => method === 'passkey');
  return { method: 'passkey', assertion: authenticator.authenticate(publicKey, origin, overrides) };
}
