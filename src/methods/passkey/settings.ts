import type { Credential } from '../../identity/identity.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import type { ChallengeBinding, PublicKeyCredentialRecord } from '../../webauthn/webauthn.ts';
import { message } from '../messages.ts';
import { type Attempt, type FlowFacts, isRefusal, refusal, type SettingsStrategy } from '../strategy.ts';
import { input, submit } from '../ui.ts';
import { removable } from '../ways-in.ts';
import { enrolment, type NewKey, passkeysPerPerson } from './enrolment.ts';
import { hexId } from './hex-id.ts';
import type { PasskeyDependencies } from './passkey.ts';
import { filled } from './response.ts';

const field = 'passkey_settings_register';

type Change = { saved: true } & ({ add: NewKey } | { remove: Credential<PublicKeyCredentialRecord> });

function binding({ id, session }: FlowFacts): ChallengeBinding {
  return { purpose: 'settings', flow: id, session: session!.id, action: null };
}

/** Adding and removing passkeys on the account page. */
export function passkeySettings(dependencies: PasskeyDependencies): SettingsStrategy<Change> {
  const { webauthn, identities, store } = dependencies;
  const ceremony = enrolment(dependencies);
  const keysOf = (flow: FlowFacts) =>
    identities.credentials<PublicKeyCredentialRecord>(store.read, flow.identity!.id, 'passkey');

  const lastWayIn = () =>
    refusal('last_way_in', 4000001, {
      node: 'passkey_remove',
      context: { reason: 'This is the last way to sign in. Add another passkey before you remove it.' },
    });

  const tooMany = () =>
    refusal('too_many_passkeys', 4000001, {
      node: field,
      context: { reason: `You have ${passkeysPerPerson} passkeys. Remove one before you add another.` },
    });

  return {
    group: 'passkey',

    prepare: (tx, flow) => webauthn.challenges.issue(tx, binding(flow)),

    async nodes(flow) {
      const keys = await keysOf(flow);
      const all = await identities.credentials(store.read, flow.identity!.id);
      const name = identities.displayName(flow.identity!.schemaId, flow.identity!.traits);
      const publicKey = webauthn.creationOptions({
        challenge: flow.prepared['passkey'] as string,
        user: { handle: flow.identity!.userHandle, name, displayName: name },
        exclude: keys.map(({ data }) => data),
      });
      const removals = keys.map((key) => {
        const added = { added_at: rfc3339(key.createdAt), added_at_unix: Math.floor(key.createdAt / 1000) };
        const label = message(1050020, { display_name: key.name, ...added });
        return submit('passkey', 'passkey_remove', hexId(key.data), label, !removable(all, key.id));
      });
      return [
        ...removals,
        input('passkey', 'passkey_register_trigger', {
          type: 'button',
          value: '',
          label: 1050019,
          onclick: 'oryPasskeySettingsRegistration',
        }),
        input('passkey', field, { type: 'hidden' }),
        input('passkey', 'passkey_create_data', { type: 'hidden', value: JSON.stringify({ publicKey }) }),
      ];
    },

    responsible: (body) => body['method'] === 'passkey' || filled(body[field]) || filled(body['passkey_remove']),

    privileged: () => true,

    async claim(tx, attempt) {
      return filled(attempt.body[field]) ? ceremony.redeem(tx, attempt, field, binding(attempt.flow)) : null;
    },

    async verify(attempt) {
      const keys = await keysOf(attempt.flow);
      if (filled(attempt.body[field])) {
        if (keys.length >= passkeysPerPerson) return tooMany();
        const key = await ceremony.verify(attempt, field);
        return isRefusal(key) ? key : { saved: true, add: key };
      }
      const remove = keys.find((key) => hexId(key.data) === attempt.body['passkey_remove']);
      if (remove) return { saved: true, remove };
      return refusal('unknown_credential', 4000001, {
        node: 'passkey_remove',
        context: { reason: 'This passkey is not in the list any more.' },
      });
    },

    async commit(tx, { flow }: Attempt, change) {
      const identityId = flow.identity!.id;
      if ('add' in change) {
        // Counted again: two that were verified side by side must not both be the last.
        if ((await identities.credentials(tx, identityId, 'passkey')).length >= passkeysPerPerson) return tooMany();
        const passkey = await ceremony.add(tx, identityId, change.add);
        return [{ type: 'passkey.added', details: { passkey } }];
      }
      if (!removable(await identities.credentials(tx, identityId), change.remove.id)) return lastWayIn();
      await identities.removeCredential(tx, change.remove.id);
      return [{ type: 'passkey.removed', details: { passkey: change.remove.id }, removedCredential: change.remove.id }];
    },
  };
}
