import { type Static, Type } from 'typebox';
import { Enrolment, id, Level, nullable, time } from './shapes.ts';

/** The person who asks, as every page knows them. */
export const Me = Type.Object({
  identity: Type.Object({ id, traits: Type.Record(Type.String(), Type.Unknown()), display_name: Type.String() }),
  session: Type.Object({ id, issued_at: time, authenticated_at: time, expires_at: time }),
  assurance: Type.Object({
    level: Level,
    phishing_resistant: Type.Boolean(),
    device_bound: Type.Boolean(),
    user_verified: Type.Boolean(),
    /** Since the newest proof. */
    age_seconds: Type.Integer(),
    evidence: Type.Array(
      Type.Object({ method: Type.String(), level: Level, user_verified: Type.Boolean(), verified_at: time }),
    ),
  }),
  roles: Type.Array(Type.String()),
  /** What they may do on the installation, at once or after a step-up. */
  permissions: Type.Array(Type.String()),
  teams: Type.Array(Type.String()),
  backup_codes_left: Type.Integer(),
  /** The key that a role of theirs asks for and that they do not have; nothing else opens without it from then on. */
  enrolment: nullable(Enrolment),
  /** A sealed code is open, or was and nobody has reviewed it; null where there is nothing to know. */
  break_glass: nullable(
    Type.Object({
      open: Type.Array(
        Type.Object({
          by: Type.Object({ id, name: nullable(Type.String()) }),
          reason: Type.String(),
          open_until: time,
          /** In this session. */
          here: Type.Boolean(),
        }),
      ),
      /** For those who oversee such openings. */
      to_review: Type.Integer(),
    }),
  ),
});

export type Me = Static<typeof Me>;
