import { type Static, Type } from 'typebox';

/**
 * The bodies of STING's own API, once: the routes validate with them, OpenAPI is generated from them and the console
 * imports their types.
 */
export const strict = { additionalProperties: false } as const;
export const time = Type.String({ format: 'date-time' });
export const id = Type.String({ format: 'uuid' });
export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);

// Something visible, no control characters, nothing that reverses the direction of text.
export const label = '^(?=.*\\S)[^\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]+$';

const Relation = Type.Enum(['viewer', 'contributor', 'editor', 'manager', 'owner']);
export const Verb = Type.Enum([
  'discover',
  'read',
  'query',
  'upload',
  'edit',
  'approve',
  'share',
  'export',
  'delete',
  'administer',
]);
export const JarType = Type.Enum(['public', 'private', 'team', 'restricted']);
export const Sensitivity = Type.Enum(['public', 'internal', 'confidential', 'restricted']);
export const Level = Type.Enum(['aal0', 'aal1', 'aal2', 'aal3']);

export const Requirement = Type.Object(
  {
    level: Type.Optional(Level),
    phishing_resistant: Type.Optional(Type.Boolean()),
    user_verified: Type.Optional(Type.Boolean()),
    device_bound: Type.Optional(Type.Boolean()),
    max_age_seconds: Type.Optional(Type.Integer()),
    action_bound: Type.Optional(Type.Boolean()),
  },
  strict,
);

export const Enrolment = Type.Object({ needs: Requirement, due_at: time });

export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.Optional(Type.String()),
  request_id: Type.String(),
  operation: Type.Optional(Type.String()),
  resource: Type.Optional(Type.String()),
  parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  needs: Type.Optional(Requirement),
  step_up: Type.Optional(Type.Object({ href: Type.String() })),
  enrol: Type.Optional(Type.Object({ href: Type.String() })),
  errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))),
});

export const Operation = Type.Object({
  operation: Type.String(),
  method: Type.String(),
  path: Type.String(),
  tier: Type.Integer({ minimum: 1, maximum: 4 }),
  permission: Type.String(),
  requirement: Requirement,
  /** Whether an API key may have it as a scope. */
  by_key: Type.Boolean(),
});
export const OperationList = Type.Object({ operations: Type.Array(Operation) });

const jarName = Type.String({ minLength: 1, maxLength: 120, pattern: label });
const jarDescription = Type.String({ maxLength: 2000 });
const tags = Type.Array(Type.String({ minLength: 1, maxLength: 40, pattern: label }), {
  maxItems: 20,
  uniqueItems: true,
});

export const NewJar = Type.Object(
  {
    name: jarName,
    description: Type.Optional(jarDescription),
    type: Type.Optional(JarType),
    sensitivity: Type.Optional(Sensitivity),
    tags: Type.Optional(tags),
    team: Type.Optional(id),
  },
  strict,
);
export const JarChange = Type.Object(
  {
    name: Type.Optional(jarName),
    description: Type.Optional(jarDescription),
    type: Type.Optional(JarType),
    sensitivity: Type.Optional(Sensitivity),
    tags: Type.Optional(tags),
    team: Type.Optional(id),
  },
  { ...strict, minProperties: 1 },
);
export const Jar = Type.Object({
  id,
  name: Type.String(),
  description: Type.String(),
  type: JarType,
  sensitivity: Sensitivity,
  owner: Type.Object({ id, name: Type.String() }),
  tags: Type.Array(Type.String()),
  documents: Type.Integer(),
  created_at: time,
  updated_at: time,
  my: Type.Object({ relation: nullable(Relation), may: Type.Optional(Type.Array(Verb)) }),
});
export const JarList = Type.Object({ jars: Type.Array(Jar), next_cursor: nullable(Type.String()) });

export const NewGrant = Type.Object(
  {
    subject: Type.Union([
      Type.Object({ type: Type.Literal('user'), email: Type.String({ minLength: 3, maxLength: 254 }) }, strict),
      Type.Object({ type: Type.Literal('user'), id }, strict),
      Type.Object({ type: Type.Literal('team'), id }, strict),
      Type.Object({ type: Type.Literal('role'), id: Type.String({ minLength: 1, maxLength: 40 }) }, strict),
    ]),
    relation: Relation,
    expires_at: Type.Optional(time),
  },
  strict,
);
export const Grant = Type.Object({
  id,
  subject: Type.Object({
    type: Type.Enum(['user', 'team', 'role']),
    id: nullable(Type.String()),
    email: nullable(Type.String()),
  }),
  relation: Relation,
  expires_at: nullable(time),
  created_at: time,
});
export const AccessEntry = Type.Object({
  subject: Type.Object({
    type: Type.Enum(['user', 'team', 'role', 'everyone']),
    id: nullable(Type.String()),
    /** E-mail of a person as far as the caller may know it, or the name of the team or role. */
    name: nullable(Type.String()),
  }),
  relation: Relation,
  because: Type.Enum(['owner', 'grant', 'public', 'team']),
  grant_id: nullable(id),
  expires_at: nullable(time),
});
export const AccessList = Type.Object({ entries: Type.Array(AccessEntry) });

export const Document = Type.Object({
  id,
  name: Type.String(),
  media_type: Type.String(),
  size: Type.Integer(),
  sha256: Type.String(),
  uploaded_by: Type.Object({ id, name: Type.String() }),
  created_at: time,
  /** `pending` waits for an approval. Only its uploader and those who approve see it then, only its uploader a rejected one. */
  state: Type.Enum(['ready', 'pending', 'rejected']),
  /** What it asks for: its own label, or that of its jar where that is stricter. */
  sensitivity: Sensitivity,
  own_sensitivity: nullable(Sensitivity),
  decision: nullable(Type.Object({ reason: nullable(Type.String()), decided_at: time })),
});
export const DocumentList = Type.Object({
  documents: Type.Array(Document),
  /** Labels under which there are more documents, for whoever proves themselves: ask with `sensitivity`. */
  locked: Type.Array(Sensitivity),
  next_cursor: nullable(Type.String()),
});

export const StepUpRequest = Type.Object(
  {
    operation: Type.String({ minLength: 1, maxLength: 80 }),
    /** `jar:<id>`, exactly as the refusal said. */
    resource: Type.Optional(Type.String({ maxLength: 200 })),
    /** The repeated request's path, query and body values in one object; `{}` when there are none. */
    parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  strict,
);
export const StepUp = Type.Object({
  id,
  expires_at: time,
  operation: Type.String(),
  needs: Requirement,
  methods: Type.Array(
    Type.Object({ method: Type.String(), publicKey: Type.Optional(Type.Record(Type.String(), Type.Unknown())) }),
  ),
});
export const StepUpProof = Type.Union([
  Type.Object(
    { method: Type.Enum(['passkey', 'webauthn']), assertion: Type.Record(Type.String(), Type.Unknown()) },
    strict,
  ),
  Type.Object(
    { method: Type.Enum(['totp', 'lookup_secret', 'code']), code: Type.String({ minLength: 1, maxLength: 64 }) },
    strict,
  ),
]);
export const StepUpResult = Type.Object({
  assurance: Type.Object({ level: Level }),
  /** What is still to be proven, when one proof was not enough. */
  needs: Type.Optional(Requirement),
  /** For an action-bound operation: send it back as `Sting-Step-Up`. */
  grant: Type.Optional(Type.String()),
  /** For token clients whose session was raised. */
  session_token: Type.Optional(Type.String()),
});

export const Event = Type.Object({
  sequence: Type.Integer(),
  id: Type.String(),
  time,
  type: Type.String(),
  outcome: Type.Enum(['success', 'failure', 'denied']),
  actor: nullable(Type.Object({ id: Type.String(), name: nullable(Type.String()) })),
  operation: nullable(Type.String()),
  resource: nullable(Type.String()),
  reason: nullable(Type.String()),
  assurance: nullable(Type.String()),
  methods: Type.Array(Type.String()),
  details: Type.Record(Type.String(), Type.Unknown()),
  request_id: Type.String(),
  ip: Type.String(),
  user_agent: Type.String(),
  hash: Type.String(),
});
export const EventList = Type.Object({ events: Type.Array(Event), next_cursor: nullable(Type.String()) });
export const AuditVerification = Type.Object({
  intact: Type.Boolean(),
  events: Type.Integer(),
  sequence: Type.Optional(Type.Integer()),
  problem: Type.Optional(Type.String()),
});

export type Problem = Static<typeof Problem>;
export type Requirement = Static<typeof Requirement>;
export type Operation = Static<typeof Operation>;
export type NewJar = Static<typeof NewJar>;
export type JarChange = Static<typeof JarChange>;
export type Jar = Static<typeof Jar>;
export type JarList = Static<typeof JarList>;
export type NewGrant = Static<typeof NewGrant>;
export type Grant = Static<typeof Grant>;
export type AccessEntry = Static<typeof AccessEntry>;
export type AccessList = Static<typeof AccessList>;
export type Document = Static<typeof Document>;
export type DocumentList = Static<typeof DocumentList>;
export type StepUpRequest = Static<typeof StepUpRequest>;
export type StepUp = Static<typeof StepUp>;
export type StepUpProof = Static<typeof StepUpProof>;
export type StepUpResult = Static<typeof StepUpResult>;
export type Event = Static<typeof Event>;
export type EventList = Static<typeof EventList>;
export type AuditVerification = Static<typeof AuditVerification>;
