import { type Static, Type } from 'typebox';
import { nullable, Requirement } from './shapes.ts';

const profile = Type.Enum(['starter', 'standard', 'regulated']);
/** As an operator writes it; null where there is no limit. */
const value = nullable(Type.String());

const Parameter = Type.Object({
  /** Of the configuration. */
  key: Type.String(),
  sentence: Type.String(),
  value,
  profiles: Type.Object({ starter: value, standard: value, regulated: value }),
  /** What holds is not what the profile says. */
  deviates: Type.Boolean(),
  why: Type.String(),
});

export const Profile = Type.Object({
  profile,
  mode: Type.Enum(['product', 'nist']),
  /** What each tier asks for. */
  tiers: Type.Object({ 1: Requirement, 2: Requirement, 3: Requirement, 4: Requirement }),
  parameters: Type.Array(Parameter),
});

export type Profile = Static<typeof Profile>;
