import { keyRegistration } from '../public-key/registration.ts';
import { input } from '../ui.ts';
import { securityKeys } from './kind.ts';
import type { SecurityKeyDependencies } from './security-key.ts';

const fields = { response: 'webauthn_register', name: 'webauthn_register_displayname' };

/** Registering with a passwordless security key. */
export function securityKeyRegistration(dependencies: SecurityKeyDependencies) {
  const { webauthn, identities } = dependencies;
  return keyRegistration(securityKeys, dependencies, {
    fields,
    shown: ({ client }) => client === 'browser',
    nodes({ registration }, challenge) {
      const { userHandle: handle, schemaId, traits } = registration!;
      const name = identities.displayName(schemaId, traits ?? {}, webauthn.relyingParty.name);
      const publicKey = webauthn.creationOptions({ challenge, user: { handle, name, displayName: name }, exclude: [] });
      return [
        input('webauthn', fields.name, { type: 'text', value: '', label: 1050013, maxlength: 100 }),
        input('webauthn', fields.response, { type: 'hidden' }),
        input('webauthn', 'webauthn_register_trigger', {
          type: 'button',
          value: JSON.stringify({ publicKey }),
          label: 1040004,
          onclick: 'oryWebAuthnRegistration',
        }),
      ];
    },
  });
}
