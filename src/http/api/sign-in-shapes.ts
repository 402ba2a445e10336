import { type Static, Type } from 'typebox';
import { PolicyChanges } from './policy-shapes.ts';
import { id, nullable, strict, time } from './shapes.ts';

/** The bodies around signing in: devices, rules to start from, and what a change of the rules would have done. */
export const DeviceList = Type.Object({
  devices: Type.Array(
    Type.Object({
      id,
      /** What it says of itself, such as `Firefox on Linux`. */
      name: Type.String(),
      first_seen_at: time,
      last_seen_at: time,
      current: Type.Boolean(),
    }),
  ),
});

export const TemplateList = Type.Object({
  templates: Type.Array(
    Type.Object({
      /** The `@id` of the text. */
      id: Type.String(),
      title: Type.String(),
      advice: Type.String(),
      text: Type.String(),
    }),
  ),
});

export const Replay = Type.Object(
  {
    changes: PolicyChanges,
    /** So many sign-ins, the newest first. */
    last: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  },
  strict,
);

const Numbers = Type.Object({
  allowed: Type.Integer(),
  /** For another proof. */
  asked: Type.Integer(),
  blocked: Type.Integer(),
  /** Of those that were not blocked. */
  told: Type.Integer(),
});

const Answered = Type.Object({
  outcome: Type.Enum(['allowed', 'asked', 'blocked']),
  told: Type.Boolean(),
  policies: Type.Array(Type.Object({ id: Type.String(), sentence: Type.String() })),
});

export const ReplayResult = Type.Object({
  sign_ins: Type.Integer(),
  before: Numbers,
  after: Numbers,
  /** At most 100, the newest first. */
  changed: Type.Array(
    Type.Object({
      at: time,
      person: Type.Object({ id, name: nullable(Type.String()) }),
      device: Type.String(),
      network: Type.String(),
      before: Answered,
      after: Answered,
    }),
  ),
});

export type TemplateList = Static<typeof TemplateList>;
export type ReplayResult = Static<typeof ReplayResult>;
