import { type Static, Type } from 'typebox';
import { id, label, nullable, Requirement, strict, time } from './shapes.ts';

/** The bodies of rules, and of questions about them. */
const text = Type.String({ maxLength: 20_000 });
const policyId = Type.String({ maxLength: 100 });
const reason = Type.Optional(Type.String({ maxLength: 200 }));
const Effect = Type.Enum(['permit', 'forbid']);
const Person = Type.Object({ id, name: nullable(Type.String()) });

const Rule = Type.Object({ id: policyId, sentence: Type.String(), effect: Effect, text });

const policy = {
  id: policyId,
  sentence: Type.String(),
  effect: Effect,
  text,
  /** Whose rule it is: what comes with STING cannot be changed, and what a role gives is changed with the role. */
  source: Type.Enum(['product', 'administrators', 'role']),
  enabled: Type.Boolean(),
  /** Counts up with every change; 0 for the product's. */
  version: Type.Integer(),
  reason: Type.String(),
  changed_by: nullable(Person),
  changed_at: nullable(time),
};
export const Policy = Type.Object(policy);
export const PolicyList = Type.Object({
  policies: Type.Array(Policy),
  /** Whether the caller may change rules, and whether also those that permit. */
  may: Type.Object({ manage: Type.Boolean(), permit: Type.Boolean() }),
});
export const PolicyVersions = Type.Object({
  versions: Type.Array(
    Type.Object({
      version: Type.Integer(),
      /** Null where this version deleted the rule. */
      text: nullable(text),
      enabled: Type.Boolean(),
      reason: Type.String(),
      changed_by: nullable(Person),
      changed_at: time,
    }),
  ),
});

export const NewPolicy = Type.Object({ text, enabled: Type.Optional(Type.Boolean()), reason }, strict);
export const PolicyUpdate = Type.Object(
  {
    text,
    enabled: Type.Boolean(),
    reason,
    /** The one that was looked at: a change that somebody else made meanwhile is not written over. */
    version: Type.Integer({ minimum: 1 }),
  },
  strict,
);
export const PolicyRevert = Type.Object({ version: Type.Integer({ minimum: 1 }), reason }, strict);
export const PolicyDraft = Type.Object({ text }, strict);

export const PolicyCheck = Type.Object({
  problems: Type.Array(
    Type.Object({
      message: Type.String(),
      /** From 1. */
      line: Type.Integer(),
      column: Type.Integer(),
      /** Characters of the text. */
      start: Type.Integer(),
      end: Type.Integer(),
    }),
  ),
  /** As it is usually laid out; null where the text does not parse. */
  formatted: nullable(text),
  policy: nullable(Type.Object({ id: policyId, sentence: Type.String(), effect: Effect })),
});

export const Vocabulary = Type.Object({
  actions: Type.Array(Type.String()),
  /** What a condition can look at, such as `context.environment.hour`. */
  paths: Type.Array(Type.Object({ path: Type.String(), type: Type.String(), optional: Type.Boolean() })),
  schema: Type.String(),
});

const question = {
  /** Somebody by their id or a verified address. */
  subject: Type.Union([
    Type.Object({ id: Type.String({ maxLength: 100 }) }, strict),
    Type.Object({ email: Type.String({ maxLength: 254 }) }, strict),
  ]),
  /** As in `GET /api/operations`, or an action of the policies. */
  operation: Type.String({ maxLength: 80 }),
  /** `jar:<id>`, for what is done to a jar. */
  resource: Type.Optional(Type.String({ maxLength: 100 })),
  /** `session`: what the person has proven in the session that they used last. */
  proofs: Type.Optional(Type.Enum(['session', 'nothing', 'everything'])),
  network: Type.Optional(Type.String({ maxLength: 45 })),
  country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
  /** Another time than now, for rules about hours and days. */
  at: Type.Optional(time),
};
export const Question = Type.Object(question, strict);

const Decided = Type.Object({
  effect: Type.Enum(['allow', 'step_up', 'deny']),
  needs: Type.Optional(Requirement),
  /** Whether a refused person learns that the resource exists. */
  visible: Type.Boolean(),
  policies: Type.Array(Rule),
});

export const Explanation = Type.Object({
  ...Decided.properties,
  person: Person,
  operation: Type.String(),
  permission: Type.String(),
  tier: Type.Integer(),
  resource: nullable(Type.String()),
  relation: nullable(Type.String()),
  /** Each live way in which the person reaches the jar. */
  ways: Type.Array(
    Type.Object({
      relation: Type.String(),
      by: Type.Object({
        type: Type.Enum(['user', 'team', 'role', 'everyone']),
        id: nullable(Type.String()),
        name: nullable(Type.String()),
      }),
      expires_at: nullable(time),
    }),
  ),
  roles: Type.Array(Type.String()),
  teams: Type.Array(Type.Object({ id, name: Type.String() })),
  attributes: Type.Record(Type.String(), Type.Unknown()),
});

export const PolicyChanges = Type.Array(
  Type.Object({ id: policyId, text: nullable(text), enabled: Type.Optional(Type.Boolean()) }, strict),
  { minItems: 1, maxItems: 20 },
);

export const Simulation = Type.Object(
  {
    changes: PolicyChanges,
    questions: Type.Array(Question, { minItems: 1, maxItems: 50 }),
  },
  strict,
);
export const SimulationResult = Type.Object({
  answers: Type.Array(Type.Object({ before: Decided, after: Decided, changed: Type.Boolean() })),
});

const word = Type.String({ minLength: 1, maxLength: 100, pattern: label });
export const AttributeChange = Type.Object(
  {
    department: Type.Optional(nullable(word)),
    clearance: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: 100 }))),
    jurisdiction: Type.Optional(nullable(word)),
    employment_end: Type.Optional(nullable(time)),
  },
  strict,
);
export const PersonAttributes = Type.Object({
  department: nullable(Type.String()),
  clearance: nullable(Type.Integer()),
  jurisdiction: nullable(Type.String()),
  employment_end: nullable(time),
});

export type Policy = Static<typeof Policy>;
export type PolicyList = Static<typeof PolicyList>;
export type PolicyVersions = Static<typeof PolicyVersions>;
export type PolicyCheck = Static<typeof PolicyCheck>;
export type Vocabulary = Static<typeof Vocabulary>;
export type Question = Static<typeof Question>;
export type Decided = Static<typeof Decided>;
export type Explanation = Static<typeof Explanation>;
export type SimulationResult = Static<typeof SimulationResult>;
export type PersonAttributes = Static<typeof PersonAttributes>;
