import { oneOf } from '../kinds.ts';
import { row } from './row.ts';

/** The roles, as the operator names them. */
export const roles = [
  'owner',
  'admin',
  'security_officer',
  'support',
  'auditor',
  'editor',
  'member',
  'read_only',
  'service',
] as const;
export type Role = (typeof roles)[number];
export const role = oneOf(...roles);

/** What whoever has a role has to prove before they use it. Each includes the ones before it. */
export const roleMinimum = oneOf('none', 'aal2', 'phishing_resistant', 'device_bound');
export type RoleMinimum = Extract<ReturnType<typeof roleMinimum.read>, { value: unknown }>['value'];

/** The minimum of each role. */
export const roleMinimums = {
  'assurance.role_minimum.owner': row<RoleMinimum>({
    starter: 'aal2',
    standard: 'aal2',
    regulated: 'device_bound',
    why: 'An owner can give every right to anybody; a key that cannot be copied off its device is what AAL3 is built on (SP 800-63B-4 §2.3.1), without asking for an attestation.',
  }),
  'assurance.role_minimum.admin': row<RoleMinimum>({
    starter: 'none',
    standard: 'aal2',
    regulated: 'phishing_resistant',
    why: 'An admin decides who gets in; SP 800-63B-4 §2.2.2 wants phishing resistance wherever staff have privileges.',
  }),
  'assurance.role_minimum.security_officer': row<RoleMinimum>({
    starter: 'none',
    standard: 'aal2',
    regulated: 'phishing_resistant',
    why: 'A security officer can shut people out and reads the audit trail, so that their account is worth as much as that of an admin.',
  }),
  'assurance.role_minimum.support': row<RoleMinimum>({
    starter: 'none',
    standard: 'aal2',
    regulated: 'phishing_resistant',
    why: 'Support takes proofs away from others and is called by strangers all day: nobody is phished more often.',
  }),
  'assurance.role_minimum.auditor': row<RoleMinimum>({
    starter: 'none',
    standard: 'none',
    regulated: 'phishing_resistant',
    why: 'An auditor changes nothing, which is why one factor and the tier of the audit trail do; in the regulated profile the personal data in it decide.',
  }),
  'assurance.role_minimum.editor': row<RoleMinimum>({
    starter: 'none',
    standard: 'none',
    regulated: 'aal2',
    why: 'An editor changes what everybody reads; that is as much as members may do to their own jars.',
  }),
  'assurance.role_minimum.member': row<RoleMinimum>({
    starter: 'none',
    standard: 'none',
    regulated: 'aal2',
    why: 'Whoever has no role counts as a member; personal data that can be read online ask for AAL2 (SP 800-63B-4 §2), labels ask for it jar by jar in the other profiles.',
  }),
  'assurance.role_minimum.read_only': row<RoleMinimum>({
    starter: 'none',
    standard: 'none',
    regulated: 'aal2',
    why: 'Reading shared things discloses as much as a member could read.',
  }),
  'assurance.role_minimum.service': row<RoleMinimum>({
    starter: 'none',
    standard: 'none',
    regulated: 'none',
    why: 'An application has no second factor: it proves itself by its key, and reaches only the jars that it was given.',
  }),
};
