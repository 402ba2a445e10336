import type { Reader, Tx } from '../store/store.ts';

export { canonicalEmail } from './formats.ts';
export { createIdentities } from './identities.ts';
export { adminIdentityWire, identityWire } from './wire.ts';

/** As Kratos's identity; times in milliseconds. */
export interface Identity {
  id: string;
  schemaId: string;
  state: 'active' | 'inactive';
  stateChangedAt: number;
  traits: Record<string, unknown>;
  metadataPublic: unknown;
  metadataAdmin: unknown;
  /** 64 random bytes as base64url: the WebAuthn user handle, one per identity for ever (WebAuthn L3 §14.6.1). */
  userHandle: string;
  addresses: Address[];
  createdAt: number;
  updatedAt: number;
}

/** An address that can be verified and used for recovery. `value` is canonical (e-mail trimmed and lower-cased). */
export interface Address {
  id: string;
  value: string;
  via: 'email' | 'sms';
  /** The schema asks for its verification. */
  verifiable: boolean;
  /** The schema allows recovery by it. */
  recovery: boolean;
  verified: boolean;
  verifiedAt: number | null;
  createdAt: number;
  updatedAt: number;
}

export type CredentialType = 'passkey' | 'webauthn' | 'lookup_secret' | 'totp' | 'password';

/** One thing a person can prove themselves with. `data` belongs to the method of that type. */
export interface Credential<Data = unknown> {
  id: string;
  identityId: string;
  type: CredentialType;
  /** Globally unique over all types where present: the base64url credential id of a key; null otherwise. */
  identifier: string | null;
  /** Shown to its owner: 1-100 characters without control characters. */
  name: string;
  status: 'active' | 'suspended';
  data: Data;
  createdAt: number;
  lastUsedAt: number | null;
  lastUsedIp: string | null;
}

/** A trait that does not fit the schema: where (JSON pointer) and why, as Kratos's message ids. */
export interface TraitProblem {
  /** `/email`, `/name/first`; `` for the whole. */
  pointer: string;
  /** Kratos message id, such as 4000002 (missing) or 4000026 (wrong type). */
  message: number;
  text: string;
  context: Record<string, unknown>;
}

/** A form field made from the identity schema, in schema order. */
export interface TraitField {
  /** `email`, `name.first`: the path below `traits`. */
  path: string;
  title: string | null;
  type: 'text' | 'email' | 'tel' | 'number' | 'checkbox' | 'date' | 'datetime-local' | 'url' | 'password';
  required: boolean;
  pattern: string | null;
  autocomplete: string | null;
  maxLength: number | null;
  /** The schema keeps it out of the person's hands (`disableFormField`). */
  disabled: boolean;
  /** The values to choose from (`enum`), at most 500; null when any value fits. */
  options: unknown[] | null;
}

export interface Identities {
  /** The fields of a schema and its JSON text, as `/schemas` serves it. Unknown id: null. */
  schema(id: string): { id: string; json: unknown; fields: TraitField[] } | null;
  defaultSchemaId: string;
  schemaIds(): string[];
  /**
   * Canonical traits, or every problem. Unknown and privileged traits are problems. An empty formatted text (a form's way
   * to leave a field out) counts as absent. Throws `unknown_schema` (400).
   */
  checkTraits(schemaId: string, traits: unknown): { traits: Record<string, unknown> } | { problems: TraitProblem[] };
  /**
   * The name that an authenticator and the console show for these traits (the e-mail by default); `fallback`, such as
   * the identity's id, when the traits have none. Throws `unknown_schema` (400).
   */
  displayName(schemaId: string, traits: Record<string, unknown>, fallback?: string): string;

  /** `traits` as `checkTraits` answers them. Throws `address_taken` (409) when another identity has one of its addresses. */
  create(
    tx: Tx,
    init: {
      id: string;
      userHandle: string;
      schemaId: string;
      traits: Record<string, unknown>;
      addressesVerified: boolean;
    },
  ): Promise<Identity>;
  byId(db: Reader, id: string): Promise<Identity | null>;
  byUserHandle(db: Reader, userHandle: string): Promise<Identity | null>;
  /** By canonical or raw address. */
  byAddress(db: Reader, value: string): Promise<Identity | null>;
  /**
   * `traits` as `checkTraits` answers them. An address that stays keeps its verification, a new one has it if
   * `addressesVerified`. Throws `address_taken` (409), `not_found` (404).
   */
  updateTraits(tx: Tx, id: string, traits: Record<string, unknown>, addressesVerified: boolean): Promise<Identity>;

  /** An inactive person cannot sign in, and what they have open ends at its next request. Throws `not_found` (404). */
  setState(tx: Tx, id: string, state: Identity['state']): Promise<void>;

  /** Credentials of one person, oldest first. */
  credentials<Data>(db: Reader, identityId: string, type?: CredentialType): Promise<Credential<Data>[]>;
  credentialByIdentifier<Data>(db: Reader, identifier: string): Promise<Credential<Data> | null>;
  /** Throws `credential_exists` (409) when the identifier is known, to anybody, and `invalid_name` (400). */
  addCredential<Data>(
    tx: Tx,
    init: Pick<Credential<Data>, 'identityId' | 'type' | 'identifier' | 'name' | 'data'>,
  ): Promise<Credential<Data>>;
  /** Throws `not_found` (404), `invalid_name` (400). Who owns the credential is for the caller to check. */
  changeCredential<Data>(
    tx: Tx,
    id: string,
    change: Partial<Pick<Credential<Data>, 'name' | 'status' | 'data' | 'lastUsedAt' | 'lastUsedIp'>>,
  ): Promise<void>;
  /** Throws `not_found` (404). Who owns the credential is for the caller to check. */
  removeCredential(tx: Tx, id: string): Promise<void>;
}
