import type { PublicKeyCredentialRecord } from '../../webauthn/webauthn.ts';
import { keySettings } from '../public-key/settings.ts';
import { input } from '../ui.ts';
import { securityKeys } from './kind.ts';
import type { SecurityKeyDependencies } from './security-key.ts';

const fields = {
  response: 'webauthn_register',
  name: 'webauthn_register_displayname',
  remove: 'webauthn_remove',
};

/** Adding and removing security keys on the account page. */
export function securityKeySettings(dependencies: SecurityKeyDependencies) {
  const { webauthn, identities } = dependencies;
  return keySettings(securityKeys, dependencies, {
    fields,
    removeLabel: 1050018,
    proves: true,
    shown: ({ client }) => client === 'browser',
    nodes({ identity }, challenge, { all, deviceBound }) {
      const { id, schemaId, traits, userHandle: handle } = identity!;
      const name = identities.displayName(schemaId, traits, id);
      const publicKey = webauthn.creationOptions({
        challenge,
        user: { handle, name, displayName: name },
        // A passkey is a security key and more: its authenticator need not be both.
        exclude: all
          .filter(({ type }) => type === 'webauthn' || type === 'passkey')
          .map(({ data }) => data as PublicKeyCredentialRecord),
        deviceBound,
      });
      return [
        input('webauthn', fields.name, { type: 'text', value: '', label: 1050013, maxlength: 100 }),
        input('webauthn', fields.response, { type: 'hidden' }),
        input('webauthn', 'webauthn_register_trigger', {
          type: 'button',
          value: JSON.stringify({ publicKey }),
          label: 1050012,
          onclick: 'oryWebAuthnRegistration',
        }),
      ];
    },
  });
}
