import type { KeyDependencies } from '../public-key/dependencies.ts';
import { keySettings } from '../public-key/settings.ts';
import { input } from '../ui.ts';
import { passkeys } from './kind.ts';

const field = 'passkey_settings_register';

/** Adding and removing passkeys on the account page. */
export function passkeySettings(dependencies: KeyDependencies) {
  const { webauthn, identities } = dependencies;
  return keySettings(passkeys, dependencies, {
    fields: { response: field, remove: 'passkey_remove' },
    removeLabel: 1050020,
    proves: true,
    shown: () => true,
    nodes({ identity }, challenge, { keys, deviceBound }) {
      const { schemaId, traits, userHandle: handle } = identity!;
      const name = identities.displayName(schemaId, traits);
      const publicKey = webauthn.creationOptions({
        challenge,
        user: { handle, name, displayName: name },
        exclude: keys.map(({ data }) => data),
        deviceBound,
      });
      return [
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
  });
}
