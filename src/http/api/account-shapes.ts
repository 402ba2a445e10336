import { type Static, Type } from 'typebox';
import { id, Level, label, nullable, strict, time } from './shapes.ts';

export const Passkey = Type.Object({
  id,
  name: Type.String(),
  authenticator: nullable(Type.String()),
  synced: Type.Boolean(),
  backup_eligible: Type.Boolean(),
  user_verification: Type.Boolean(),
  transports: Type.Array(Type.String()),
  status: Type.Enum(['active', 'suspended']),
  added_at: time,
  last_used_at: nullable(time),
  last_used_ip: nullable(Type.String()),
});

export const PasskeyList = Type.Object({ passkeys: Type.Array(Passkey) });
export const PasskeyChange = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 100, pattern: label }) },
  strict,
);

/** What a method is worth here. */
const Method = Type.Object({
  method: Type.String(),
  channel: nullable(Type.Enum(['email', 'sms'])),
  /** Proofs of one kind never count twice. */
  kind: Type.String(),
  class: Type.Enum(['possession', 'knowledge']),
  phishing_resistant: Type.Boolean(),
  /** The level of this proof alone. */
  alone: Level,
  /** The same when the authenticator has verified its user. */
  user_verified: nullable(Level),
  /** The level beside a first proof of another kind. */
  second: Level,
  enabled: Type.Boolean(),
  risk: Type.String(),
});
export const MethodList = Type.Object({ mode: Type.Enum(['product', 'nist']), methods: Type.Array(Method) });

/** One thing a person can prove themselves with, of whatever kind. */
const Factor = Type.Object({
  type: Type.Enum(['passkey', 'webauthn', 'totp', 'lookup_secret', 'code', 'password']),
  /** Of the credential; backup codes and addresses have none. */
  id: nullable(id),
  name: Type.String(),
  /** The level that it reaches alone. */
  strength: Level,
  status: Type.Enum(['active', 'suspended']),
  added_at: nullable(time),
  last_used_at: nullable(time),
});
export const FactorList = Type.Object({ factors: Type.Array(Factor) });

const MySession = Type.Object({
  id,
  browser: Type.String(),
  system: Type.String(),
  ip: Type.String(),
  level: Level,
  methods: Type.Array(Type.String()),
  issued_at: time,
  last_seen_at: time,
  expires_at: time,
  current: Type.Boolean(),
});

export const MySessionList = Type.Object({ sessions: Type.Array(MySession) });
export const Ended = Type.Object({ count: Type.Integer() });

const apiKey = {
  id,
  name: Type.String(),
  /** The beginning of the key. */
  prefix: Type.String(),
  scopes: Type.Array(Type.String()),
  /** `replaced`: a rotation made another one, and this one works until it expires. */
  status: Type.Enum(['active', 'replaced', 'expired']),
  created_at: time,
  expires_at: time,
  last_used_at: nullable(time),
};
export const ApiKey = Type.Object(apiKey);
export const ApiKeyList = Type.Object({ api_keys: Type.Array(ApiKey) });
/** As it is answered once, with the key itself. */
export const ShownApiKey = Type.Object({ ...apiKey, key: Type.String() });
export const NewApiKey = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: label }),
    /** Names of operations. */
    scopes: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 64, uniqueItems: true }),
    expires_in_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
  },
  strict,
);
export const KeyRotation = Type.Object(
  { overlap_minutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 24 * 60 })) },
  strict,
);

/** When a closed account will be gone. */
export const Deletion = Type.Object({ delete_at: time });
export const DeletionPreview = Type.Object({
  possible: Type.Boolean(),
  /** If it were closed now. */
  delete_at: time,
  blockers: Type.Array(
    Type.Object({
      code: Type.Enum(['last_owner', 'owns_jars']),
      /** With `owns_jars`: which. */
      jars: Type.Optional(Type.Array(Type.Object({ id, name: Type.String() }))),
    }),
  ),
});

export type ApiKey = Static<typeof ApiKey>;
export type ShownApiKey = Static<typeof ShownApiKey>;
export type Factor = Static<typeof Factor>;
export type Passkey = Static<typeof Passkey>;
