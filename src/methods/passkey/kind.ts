import type { KeyKind } from '../public-key/key-kind.ts';

/** A discoverable key: it finds its owner, and with user verification it is two factors in one gesture. */
export const passkeys: KeyKind = {
  type: 'passkey',
  event: 'passkey',
  noun: 'passkey',
  name: 'Passkey',
  discoverable: true,
};
