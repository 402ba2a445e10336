import type { KeyKind } from '../public-key/key-kind.ts';

/** A key that answers when its owner has been named: a second proof, or the first one where it is passwordless. */
export const securityKeys: KeyKind = {
  type: 'webauthn',
  event: 'security_key',
  noun: 'security key',
  name: 'Security key',
  discoverable: false,
};
