/** What distinguishes passkeys from security keys; the ceremonies are the same. */
export interface KeyKind {
  /** Type of the credential, group of the nodes, method of the evidence. */
  type: 'passkey' | 'webauthn';
  /** In audit events: `passkey.added`. */
  event: 'passkey' | 'security_key';
  /** On the screen. */
  noun: string;
  /** The name of a key of an unknown model, until its owner names it. */
  name: string;
  /** Whether a key may say by itself whose it is; otherwise somebody has been named first. */
  discoverable: boolean;
}

/** Keys are cheap to store, yet somebody with 20 of them has lost the overview. */
export const keysPerPerson = 20;
