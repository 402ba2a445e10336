import type { Reader, Tx } from '../store/store.ts';

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
  type: 'text' | 'email' | 'tel' | 'number' | 'checkbox' | 'date' | 'datetime-local' | 'url';
  required: boolean;
  pattern: string | null;
  autocomplete: string | null;
  maxLength: number | null;
}

export interface Identities {
  /** The fields of a schema and its JSON text, as `/schemas` serves it. Unknown id: null. */
  schema(id: string): { id: string; json: unknown; fields: TraitField[] } | null;
  defaultSchemaId: string;
  schemaIds(): string[];
  /** Canonical traits, or every problem. Unknown and privileged traits are problems. */
  checkTraits(schemaId: string, traits: unknown): { traits: Record<string, unknown> } | { problems: TraitProblem[] };
  /** The name that an authenticator and the console show for these traits (the e-mail by default). */
  displayName(schemaId: string, traits: Record<string, unknown>): string;

  /** Throws `address_taken` (409) when another identity has one of its addresses. */
  create(
    tx: Tx,
    init: { id: string; userHandle: string; schemaId: string; traits: Record<string, unknown>; addressesVerified: boolean },
  ): Promise<Identity>;
  byId(db: Reader, id: string): Promise<Identity | null>;
  byUserHandle(db: Reader, userHandle: string): Promise<Identity | null>;
  /** By canonical or raw address. */
  byAddress(db: Reader, value: string): Promise<Identity | null>;
  /** Throws `address_taken` (409). A changed address loses its verification. */
  updateTraits(tx: Tx, id: string, traits: Record<string, unknown>, addressesVerified: boolean): Promise<Identity>;

  /** Credentials of one person, oldest first. */
  credentials<Data>(db: Reader, identityId: string, type?: CredentialType): Promise<Credential<Data>[]>;
  credentialByIdentifier<Data>(db: Reader, identifier: string): Promise<Credential<Data> | null>;
  /** Throws `credential_exists` (409) when the identifier is known, to anybody. */
  addCredential<Data>(
    tx: Tx,
    init: Pick<Credential<Data>, 'identityId' | 'type' | 'identifier' | 'name' | 'data'>,
  ): Promise<Credential<Data>>;
  changeCredential<Data>(
    tx: Tx,
    id: string,
    change: Partial<Pick<Credential<Data>, 'name' | 'status' | 'data' | 'lastUsedAt' | 'lastUsedIp'>>,
  ): Promise<void>;
  removeCredential(tx: Tx, id: string): Promise<void>;
}
