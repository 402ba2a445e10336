import type { Reader, Tx } from '../store/store.ts';
import type { DeclaredAddress } from './addresses.ts';

export { canonicalAddress, canonicalEmail } from './formats.ts';
export { canonicalIdentifier } from './identifiers.ts';
export { createIdentities } from './identities.ts';
export { adminIdentityWire, identityWire } from './wire.ts';
export { withAddress } from './with-address.ts';

/** As Kratos's identity; times in milliseconds. */
export interface Identity {
  id: string;
  schemaId: string;
  state: 'active' | 'inactive';
  stateChangedAt: number;
  traits: Record<string, unknown>;
  metadataPublic: unknown;
  metadataAdmin: unknown;
  /** The operator's own name for the identity, unique; null when it has none. */
  externalId: string | null;
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
  /** When a code or link to verify it was last sent; null if never. */
  sentAt: number | null;
  createdAt: number;
  updatedAt: number;
}

/** The methods that a person names themselves to. */
export type IdentifierType = 'password' | 'webauthn' | 'code';
/** Of those, the ones whose names need be no addresses. Codes go to addresses, which have a table of their own. */
export type StoredIdentifierType = Exclude<IdentifierType, 'code'>;

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
  /** The schema keeps it out of the person's hands: by `disableFormField`, or by a name that gives power and no word to the contrary. */
  disabled: boolean;
  /** The values to choose from (`enum`), at most 500; null when any value fits. */
  options: unknown[] | null;
}

/** What is known of an address from elsewhere, for an import or a change by the operator. */
export interface AddressStatus {
  /** In any spelling. An address that is not among the traits is left out. */
  value: string;
  verified: boolean;
  /** Milliseconds; by default now. */
  verifiedAt?: number;
  /** A code is under way. */
  sent?: boolean;
}

/** What the operator may set beside the traits. */
export interface OperatorData {
  state: Identity['state'];
  metadataPublic: unknown;
  metadataAdmin: unknown;
  externalId: string | null;
}

export interface NewIdentity extends Partial<OperatorData> {
  id: string;
  userHandle: string;
  schemaId: string;
  /** As `checkTraits` answers them. */
  traits: Record<string, unknown>;
  /** Of the addresses that `addresses` says nothing about. */
  addressesVerified: boolean;
  addresses?: readonly AddressStatus[];
}

export interface IdentityFilter {
  ids?: readonly string[];
  /** Exactly this address or sign-in name, in any spelling. */
  identifier?: string;
  /** A part of one. */
  similar?: string;
  /**
   * A part of one, or of what is written in the traits, their keys included: a first look for whoever looks closer then.
   */
  mentions?: string;
  state?: Identity['state'];
}

export type TraitCheck = { traits: Record<string, unknown> } | { problems: TraitProblem[] };

export interface Identities {
  /** The fields of a schema and its JSON text, as `/schemas` serves it. Unknown id: null. */
  schema(id: string): { id: string; json: unknown; fields: TraitField[] } | null;
  defaultSchemaId: string;
  schemaIds(): string[];
  /** Every schema; `selfserviceSelectable`: a person may choose it when they register or sign in. */
  schemas(): { id: string; json: unknown; selfserviceSelectable: boolean }[];
  /**
   * Canonical traits, or every problem. Unknown traits are problems. An empty formatted text (a form's way to leave a
   * field out) counts as absent. Throws `unknown_schema` (400).
   */
  checkTraits(schemaId: string, traits: unknown): TraitCheck;
  /**
   * The same for what a person says of themselves: fields that the schema keeps out of their hands keep the value that
   * they have in `current` (null: a new person, who has none), and another value is a problem. Throws `unknown_schema`.
   */
  checkOwnTraits(schemaId: string, traits: unknown, current: Record<string, unknown> | null): TraitCheck;
  /**
   * The name that an authenticator and the console show for these traits (the e-mail by default); `fallback`, such as
   * the identity's id, when the traits have none. Throws `unknown_schema` (400).
   */
  displayName(schemaId: string, traits: Record<string, unknown>, fallback?: string): string;
  /** What a person types to sign in with a password, canonical, in schema order. Throws `unknown_schema` (400). */
  passwordIdentifiers(schemaId: string, traits: Record<string, unknown>): string[];
  webauthnIdentifiers(schemaId: string, traits: Record<string, unknown>): string[];
  /** The account name of an otpauth URI; null when the schema names no trait for it. Throws `unknown_schema` (400). */
  totpAccountName(schemaId: string, traits: Record<string, unknown>): string | null;
  /** The addresses to which a code to sign in may go, as the schema says. Throws `unknown_schema` (400). */
  codeAddresses(identity: Identity): Address[];
  /** Every address among these traits, with the trait that holds it. Throws `unknown_schema` (400). */
  declaredAddresses(schemaId: string, traits: Record<string, unknown>): DeclaredAddress[];
  /** Over which channels a code to sign in may go, as the schema says. Throws `unknown_schema` (400). */
  codeChannels(schemaId: string): Address['via'][];
  /** The traits, in schema order, of which the first that is filled in is the name of `displayName`. */
  displayNameFields(schemaId: string): string[];
  /** The titles of what people may type to sign in, in schema order. Throws `unknown_schema` (400). */
  identifierTitles(schemaId: string): string[];

  /**
   * Throws `address_taken` (409) when another identity has one of its addresses or sign-in names, `external_id_taken`
   * and `user_handle_taken` (409).
   */
  create(tx: Tx, init: NewIdentity): Promise<Identity>;
  byId(db: Reader, id: string): Promise<Identity | null>;
  byUserHandle(db: Reader, userHandle: string): Promise<Identity | null>;
  byExternalId(db: Reader, externalId: string): Promise<Identity | null>;
  /** By canonical or raw address. */
  byAddress(db: Reader, value: string): Promise<Identity | null>;
  /** By what a person types to sign in by this method, in any spelling. */
  byIdentifier(db: Reader, type: IdentifierType, value: string): Promise<Identity | null>;
  /** A page of those that fit, oldest first, and the cursor of the next one. Throws `invalid_cursor` (400). */
  list(
    db: Reader,
    page: IdentityFilter & { limit: number; cursor?: string; offset?: number },
  ): Promise<{ identities: Identity[]; next: string | null }>;
  count(db: Reader, filter?: IdentityFilter): Promise<number>;
  /**
   * `traits` as `checkTraits` answers them. An address that stays keeps its verification, a new one has it if
   * `addressesVerified`. Throws `address_taken` (409), `not_found` (404).
   */
  updateTraits(tx: Tx, id: string, traits: Record<string, unknown>, addressesVerified: boolean): Promise<Identity>;

  /**
   * Sets everything that the operator may set. An address that stays keeps its verification unless `addresses` says
   * otherwise, a new one has none. Throws what `create` throws, and `not_found` (404).
   */
  replace(
    tx: Tx,
    id: string,
    values: OperatorData & Pick<NewIdentity, 'schemaId' | 'traits' | 'addresses'>,
  ): Promise<Identity>;
  /** Removes the identity with its addresses, credentials and sessions. Throws `not_found` (404). */
  delete(tx: Tx, id: string): Promise<void>;
  /** Marks an address verified now; false when the identity does not have it (any more). */
  verifyAddress(tx: Tx, identityId: string, value: string): Promise<boolean>;
  /** Notes that a code or link to verify it is under way; false when the identity does not have it (any more). */
  addressSent(tx: Tx, identityId: string, value: string): Promise<boolean>;

  /** An inactive person cannot sign in, and what they have open ends at its next request. Throws `not_found` (404). */
  setState(tx: Tx, id: string, state: Identity['state']): Promise<void>;

  /** Makes the identity inactive until it is deleted at `dueAt`. Whoever makes it active again calls that off. */
  scheduleDeletion(tx: Tx, id: string, dueAt: number): Promise<void>;
  /** Makes it active again; false when no deletion is under way. */
  cancelDeletion(tx: Tx, id: string): Promise<boolean>;
  /** When it is to be deleted, in milliseconds; null when it is not. */
  deletionDueAt(db: Reader, id: string): Promise<number | null>;
  /** Ids of those whose time has come, the longest overdue first. */
  deletionsDue(db: Reader, limit: number): Promise<string[]>;
  /** Puts the time off, where something stands in the way. */
  postponeDeletion(tx: Tx, id: string, dueAt: number): Promise<void>;

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
