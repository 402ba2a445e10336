import type { KeyDependencies } from '../public-key/dependencies.ts';
import { keyRegistration } from '../public-key/registration.ts';
import { input } from '../ui.ts';
import { passkeys } from './kind.ts';

const field = 'passkey_register';

/** Registering with a passkey. */
export function passkeyRegistration(dependencies: KeyDependencies) {
  const { webauthn, identities } = dependencies;
  return keyRegistration(passkeys, dependencies, {
    fields: { response: field },
    shown: () => true,
    nodes(flow, challenge) {
      const { name } = webauthn.relyingParty;
      const publicKey = webauthn.creationOptions({
        challenge,
        // The browser's helper fills in the name from the form, see displayNameFieldNames.
        user: { handle: flow.registration!.userHandle, name, displayName: name },
        exclude: [],
      });
      const fields = identities.displayNameFields(flow.registration!.schemaId).map((path) => `traits.${path}`);
      const data = {
        credentialOptions: { publicKey },
        displayNameFieldName: fields[0] ?? '',
        displayNameFieldNames: fields,
      };
      return [
        input('passkey', 'passkey_register_trigger', {
          type: 'button',
          value: '',
          label: 1040007,
          onclick: 'oryPasskeyRegistration',
        }),
        input('passkey', field, { type: 'hidden' }),
        input('passkey', 'passkey_create_data', { type: 'hidden', value: JSON.stringify(data) }),
      ];
    },
  });
}
