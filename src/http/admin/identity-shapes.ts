import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false } as const;
/** Any JSON value; `null` is none. */
const Metadata = Type.Optional(Type.Unknown());
const State = Type.Enum(['active', 'inactive']);
const SchemaId = Type.String({ maxLength: 200 });
const Traits = Type.Object({});
/** No longer than a path can name. Empty counts as none, as in the contract. */
const ExternalId = Type.Union([Type.String({ maxLength: 120, pattern: '^\\P{Cc}*$' }), Type.Null()]);

/** What clients send back of an address they read; which addresses there are only the traits say. */
const address = {
  id: Type.Optional(Type.String()),
  value: Type.String({ maxLength: 254 }),
  via: Type.Optional(Type.Enum(['email', 'sms'])),
  created_at: Type.Optional(Type.String()),
  updated_at: Type.Optional(Type.String()),
};
const VerifiableAddress = Type.Object(
  {
    ...address,
    verified: Type.Optional(Type.Boolean()),
    verified_at: Type.Optional(Type.Union([Type.String({ format: 'date-time' }), Type.Null()])),
    status: Type.Optional(Type.Enum(['pending', 'sent', 'completed'])),
  },
  closed,
);
const RecoveryAddress = Type.Object(address, closed);

const imported = Type.Optional(
  Type.Object({ config: Type.Optional(Type.Record(Type.String(), Type.Unknown())) }, closed),
);
const Credentials = Type.Object(
  { password: imported, totp: imported, lookup_secret: imported, webauthn: imported, passkey: imported },
  closed,
);

const organization = Type.Optional(Type.Union([Type.Null(), Type.Literal('')]));

export const CreateIdentity = Type.Object(
  {
    schema_id: SchemaId,
    traits: Traits,
    state: Type.Optional(State),
    external_id: Type.Optional(ExternalId),
    credentials: Type.Optional(Credentials),
    verifiable_addresses: Type.Optional(Type.Array(VerifiableAddress, { maxItems: 100 })),
    recovery_addresses: Type.Optional(Type.Array(RecoveryAddress, { maxItems: 100 })),
    metadata_public: Metadata,
    metadata_admin: Metadata,
    organization_id: organization,
  },
  closed,
);

export const ReplaceIdentity = Type.Object(
  {
    schema_id: SchemaId,
    traits: Traits,
    state: State,
    external_id: Type.Optional(ExternalId),
    credentials: Type.Optional(Credentials),
    metadata_public: Metadata,
    metadata_admin: Metadata,
    organization_id: organization,
  },
  closed,
);

/** What may come out of a patch. */
export const PatchedIdentity = Type.Object({
  schema_id: SchemaId,
  traits: Traits,
  state: State,
  external_id: Type.Optional(ExternalId),
  metadata_public: Metadata,
  metadata_admin: Metadata,
  verifiable_addresses: Type.Optional(Type.Array(VerifiableAddress, { maxItems: 100 })),
});

/** Each entry is judged by itself, so that one bad entry does not refuse the others. */
export const BatchIdentities = Type.Object(
  {
    identities: Type.Array(
      Type.Object(
        { create: Type.Optional(Type.Unknown()), patch_id: Type.Optional(Type.String({ maxLength: 100 })) },
        closed,
      ),
      { maxItems: 1000 },
    ),
  },
  closed,
);

const pointer = Type.String({ maxLength: 500 });
export const JsonPatch = Type.Array(
  Type.Object(
    {
      op: Type.Enum(['add', 'remove', 'replace', 'move', 'copy', 'test']),
      path: pointer,
      from: Type.Optional(pointer),
      value: Type.Optional(Type.Unknown()),
    },
    closed,
  ),
  { maxItems: 100 },
);

export type CreateBody = Static<typeof CreateIdentity>;
export type ReplaceBody = Static<typeof ReplaceIdentity>;
export type PatchedBody = Static<typeof PatchedIdentity>;
export type BatchBody = Static<typeof BatchIdentities>;
export type Operation = Static<typeof JsonPatch>[number];
export type Imported = Static<typeof Credentials>;
