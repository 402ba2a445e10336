import { type Static, Type } from 'typebox';
import { id, label, nullable, strict, time } from './shapes.ts';

/** The bodies of sealed codes and of what was done by them. */
const Person = Type.Object({ id, name: nullable(Type.String()) });
const sentence = Type.String({ minLength: 1, maxLength: 500, pattern: label });

/** Shown this once. */
export const SealedCodes = Type.Object({ codes: Type.Array(Type.String()), made_at: time });

export const OpenRequest = Type.Object(
  { code: Type.String({ minLength: 1, maxLength: 64 }), reason: sentence },
  strict,
);
export const Review = Type.Object({ note: sentence }, strict);

const opening = {
  id,
  by: Person,
  reason: Type.String(),
  opened_at: time,
  /** When it ends, or ended: at most an hour later. */
  ends_at: time,
  /** Its session may still use it. */
  open: Type.Boolean(),
};
export const Opening = Type.Object(opening);

export const BreakGlass = Type.Object({
  /** Null where there are none: then break-glass is off. */
  codes: nullable(Type.Object({ made_at: time, total: Type.Integer(), left: Type.Integer() })),
  /** The newest first, at most 100. */
  openings: Type.Array(
    Type.Object({
      ...opening,
      /** Jars that were read by it although they were closed to the person. */
      jars: Type.Array(id),
      /** Null while it waits for one. */
      review: nullable(Type.Object({ by: Person, at: time, note: Type.String() })),
      /** Whether the caller may review it now, at once or after a step-up. */
      may_review: Type.Boolean(),
    }),
  ),
});

export type Opening = Static<typeof Opening>;
