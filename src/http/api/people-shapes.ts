import { type Static, Type } from 'typebox';
import { Enrolment, id, Level, label, nullable, strict, time } from './shapes.ts';

/** The bodies of people administration. */
const State = Type.Enum(['active', 'suspended', 'closed']);

const person = {
  id,
  /** As they call themselves. */
  name: nullable(Type.String()),
  /** The address that they are known by; anybody may call themselves anything. */
  address: Type.String(),
  /** `closed`: the person gave the account up, and it is deleted soon. */
  state: State,
  roles: Type.Array(Type.String()),
  created_at: time,
};
export const Person = Type.Object(person);
export const PersonList = Type.Object({ people: Type.Array(Person), next_cursor: nullable(Type.String()) });

const PersonAction = Type.Enum([
  'person.change',
  'person.classify',
  'person.suspend',
  'person.end_sessions',
  'person.reset_factors',
  'role.assign',
]);
/** Who may go on without the key that a role asks for, until when, and who decided that. */
const EnrolmentException = Type.Object({
  until: time,
  approved_by: Type.Object({ id, name: Type.String() }),
  approved_at: time,
});
/** At most 90 days ahead. */
export const NewEnrolmentException = Type.Object({ until: time }, strict);

export const PersonInFull = Type.Object({
  ...person,
  traits: Type.Record(Type.String(), Type.Unknown()),
  addresses: Type.Array(
    Type.Object({ value: Type.String(), via: Type.Enum(['email', 'sms']), verified: Type.Boolean() }),
  ),
  teams: Type.Array(Type.Object({ id, name: Type.String(), manager: Type.Boolean() })),
  factors: Type.Array(
    Type.Object({
      type: Type.Enum(['passkey', 'webauthn', 'totp', 'lookup_secret', 'password']),
      name: Type.String(),
      strength: Level,
      status: Type.Enum(['active', 'suspended']),
      added_at: nullable(time),
      last_used_at: nullable(time),
    }),
  ),
  sessions: Type.Array(
    Type.Object({
      id,
      browser: Type.String(),
      system: Type.String(),
      ip: Type.String(),
      level: Level,
      last_seen_at: time,
    }),
  ),
  /** The key that a role asks for and that this person does not have. */
  enrolment: nullable(Enrolment),
  enrolment_exception: nullable(EnrolmentException),
  /** How many API keys of theirs work. */
  api_keys: Type.Integer(),
  /** When a closed account is deleted. */
  delete_at: nullable(time),
  /** What the caller may do about this person, at once or after a step-up. */
  may: Type.Array(PersonAction),
});
export const PersonChange = Type.Object({ traits: Type.Record(Type.String(), Type.Unknown()) }, strict);

const resettable = ['totp', 'lookup_secret', 'webauthn', 'passkey'] as const;
export const FactorReset = Type.Object(
  {
    /** The second factors by default: passkeys stay unless they are named. */
    factors: Type.Optional(Type.Array(Type.Enum([...resettable]), { minItems: 1, uniqueItems: true })),
  },
  strict,
);
/** No code and no link: whoever resets cannot come in by it. */
export const FactorsReset = Type.Object({
  removed: Type.Array(Type.Object({ type: Type.Enum([...resettable]), count: Type.Integer() })),
  sessions: Type.Integer(),
});

const teamName = Type.String({ minLength: 1, maxLength: 100, pattern: label });
export const NewTeam = Type.Object({ name: teamName }, strict);
export const TeamChange = Type.Object({ name: teamName }, strict);
export const Team = Type.Object({
  id,
  name: Type.String(),
  members: Type.Integer(),
  created_at: time,
  /** What the caller is in it; and whether they may say who else is. */
  my: Type.Object({ place: nullable(Type.Enum(['member', 'manager'])), manages: Type.Boolean() }),
});
export const TeamList = Type.Object({
  teams: Type.Array(Team),
  next_cursor: nullable(Type.String()),
  /** Whether the caller may make teams, and change any of them. */
  may_manage: Type.Boolean(),
});

export const NewMember = Type.Object(
  {
    person: Type.Optional(id),
    /** A verified address of the person, in place of their id. */
    email: Type.Optional(Type.String({ minLength: 3, maxLength: 254 })),
    manager: Type.Optional(Type.Boolean()),
  },
  strict,
);
export const Member = Type.Object({
  id,
  name: Type.String(),
  /** For those who manage the team. */
  address: nullable(Type.String()),
  manager: Type.Boolean(),
  joined_at: time,
});
export const MemberList = Type.Object({ members: Type.Array(Member), next_cursor: nullable(Type.String()) });

export const NewInvitation = Type.Object(
  {
    email: Type.String({ minLength: 3, maxLength: 254 }),
    roles: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 20, uniqueItems: true })),
    teams: Type.Optional(Type.Array(id, { maxItems: 50, uniqueItems: true })),
  },
  strict,
);
export const Invitation = Type.Object({
  id,
  email: Type.String(),
  roles: Type.Array(Type.String()),
  teams: Type.Array(Type.Object({ id, name: Type.String() })),
  invited_by: Type.Object({ id, name: Type.String() }),
  created_at: time,
  expires_at: time,
  expired: Type.Boolean(),
});
export const InvitationSent = Type.Object({
  ...Invitation.properties,
  /** Only where no mail can be sent, and only this once: hand it to the person over a channel that you trust. */
  link: nullable(Type.String()),
});
export const InvitationList = Type.Object({
  invitations: Type.Array(Invitation),
  next_cursor: nullable(Type.String()),
});

export type Person = Static<typeof Person>;
export type PersonList = Static<typeof PersonList>;
export type PersonInFull = Static<typeof PersonInFull>;
export type EnrolmentException = Static<typeof EnrolmentException>;
export type FactorReset = Static<typeof FactorReset>;
export type FactorsReset = Static<typeof FactorsReset>;
export type Team = Static<typeof Team>;
export type TeamList = Static<typeof TeamList>;
export type Member = Static<typeof Member>;
export type MemberList = Static<typeof MemberList>;
export type NewMember = Static<typeof NewMember>;
export type NewInvitation = Static<typeof NewInvitation>;
export type Invitation = Static<typeof Invitation>;
export type InvitationSent = Static<typeof InvitationSent>;
export type InvitationList = Static<typeof InvitationList>;
