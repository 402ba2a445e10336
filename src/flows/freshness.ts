import { isAdministrative } from '../assurance/administrative-roles.ts';
import type { Evidence, Level, Mode } from '../assurance/evidence.ts';
import { level, reaches } from '../assurance/level.ts';
import { type Requirement, unmet } from '../assurance/requirement.ts';
import type { Config } from '../config/config.ts';
import type { Address, Identity } from '../identity/identity.ts';
import { type Known, type Offered, possibleProofs } from '../methods/possible.ts';
import type { Reader } from '../store/store.ts';
import { isBlockedNumber } from './blocked-number.ts';
import type { Client, FlowDependencies } from './context.ts';
import { flowError } from './errors.ts';
import { offeredMethods } from './offered.ts';

export type RequiredAal = Config['session.whoami.required_aal'];

interface Means extends Known {
  offered: Offered;
  mode: Mode;
}

/** What has to be known to say how somebody can prove themselves. */
export type MeansDependencies = Pick<FlowDependencies, 'identities' | 'backupCodesLeft' | 'config' | 'courier'> & {
  access: Pick<FlowDependencies['access'], 'rolesOf'>;
};

async function withoutTextMessages(
  { identities, backupCodesLeft, config, courier }: MeansDependencies,
  db: Reader,
  identity: Identity,
): Promise<Means> {
  return {
    credentials: await identities.credentials(db, identity.id),
    backupCodesLeft: await backupCodesLeft(db, identity.id),
    addresses: identities.codeAddresses(identity).filter(({ via }) => via !== 'sms'),
    offered: offeredMethods(config, courier),
    mode: config['assurance.mode'],
  };
}

/** What a person has to prove themselves with, and what of it counts here. */
export async function knownOf(dependencies: MeansDependencies, db: Reader, identity: Identity): Promise<Means> {
  const known = await withoutTextMessages(dependencies, db, identity);
  const numbers = provableNumbers(dependencies, identity);
  if (numbers.length === 0 || !(await mayUseTextMessages(dependencies, db, identity, known))) return known;
  return { ...known, addresses: [...known.addresses, ...numbers] };
}

/** The numbers of a person that a text message may go to in order to prove something: verified, and not expensive. */
function provableNumbers({ identities, config, courier }: MeansDependencies, identity: Identity): Address[] {
  if (!config['selfservice.methods.code.sms.enabled'] || !courier.has('sms')) return [];
  return identities
    .codeAddresses(identity)
    .filter(({ via, verified, value }) => via === 'sms' && verified && !isBlockedNumber(config, value));
}

/**
 * Never for administrators, since a number can be moved to another phone; and as second factor only beside another one,
 * so that nobody has to rely on it (SP 800-63B-4 §3.1.3.3).
 */
async function mayUseTextMessages(
  { config, access }: MeansDependencies,
  db: Reader,
  identity: Identity,
  others: Means,
): Promise<boolean> {
  if (isAdministrative(await access.rolesOf(db, identity.id))) return false;
  return !config['selfservice.methods.code.mfa_enabled'] || reaches(reachable(others), 'aal2');
}

/** The verified addresses whose codes prove that somebody is this person. */
export async function codeAddresses(
  dependencies: MeansDependencies,
  db: Reader,
  identity: Identity,
): Promise<Address[]> {
  const { identities, config, courier } = dependencies;
  if (!config['selfservice.methods.code.enabled']) return [];
  const numbers = await provingNumbers(dependencies, db, identity);
  return identities
    .codeAddresses(identity)
    .filter(({ via, value, verified }) => verified && (via === 'sms' ? numbers.includes(value) : courier.has(via)));
}

/** The numbers whose text messages prove that somebody is this person. */
export async function provingNumbers(
  dependencies: MeansDependencies,
  db: Reader,
  identity: Identity,
): Promise<readonly string[]> {
  const numbers = provableNumbers(dependencies, identity);
  if (numbers.length === 0) return [];
  const others = await withoutTextMessages(dependencies, db, identity);
  return (await mayUseTextMessages(dependencies, db, identity, others)) ? numbers.map(({ value }) => value) : [];
}

/**
 * The level that a person could prove now, keys as they have shown themselves. A code by e-mail opens a session like a
 * key does; beside one it is no second proof, unless the installation says so.
 */
function reachable({ offered, mode, ...known }: Means): Level {
  const at = { as: 'seen', at: 0 } as const;
  const owned = possibleProofs(known, { ...offered, first: offered.first.filter((method) => method !== 'code') }, at);
  return level(oneCode(owned.length > 0 ? owned : possibleProofs(known, offered, at)), mode);
}

/** No login asks for two codes, to whichever addresses; of all, the one by SMS counts in every mode. */
function oneCode(proofs: readonly Evidence[]): Evidence[] {
  const last = proofs.findLast(({ method }) => method === 'code');
  return proofs.filter((proof) => proof.method !== 'code' || proof === last);
}

/**
 * What a person must have proven lately to change how they sign in: as much as they can, so that a stolen weaker
 * session cannot enrol a stronger way in or make itself new backup codes.
 */
export function changeRequirement(known: Means, maxAgeSeconds: number): Requirement {
  // Where e-mail counts for nothing, a code by e-mail is still all that somebody can prove before their first key.
  const possible = reachable(known);
  return { level: reaches(possible, 'aal2') ? 'aal2' : possible, max_age_seconds: maxAgeSeconds };
}

/** Whether one proof alone, of a key that verifies its person, is all that changes ask for. */
export function oneProofSuffices(known: Means): boolean {
  const single = possibleProofs(known, known.offered, { as: 'seen', at: 0 });
  return single.some((proof) => reaches(level([proof], known.mode), 'aal2'));
}

/** Whether that takes a second proof, since none of theirs is two factors alone. */
export function takesTwoProofs(known: Means): boolean {
  return reaches(reachable(known), 'aal2') && !oneProofSuffices(known);
}

/** Every proof that a person could give now, keys as they have shown themselves. */
export async function provable(
  dependencies: MeansDependencies & Pick<FlowDependencies, 'clock'>,
  db: Reader,
  identityId: string,
): Promise<Evidence[]> {
  const identity = await dependencies.identities.byId(db, identityId);
  if (!identity) return [];
  const { offered, ...known } = await knownOf(dependencies, db, identity);
  return oneCode(possibleProofs(known, offered, { as: 'seen', at: dependencies.clock() }));
}

/** Whether somebody who has given this proof can give what is still needed, with what a login takes beside it. */
export async function canStillProve(
  dependencies: MeansDependencies & Pick<FlowDependencies, 'clock'>,
  db: Reader,
  { identity, evidence, needs }: { identity: Identity; evidence: readonly Evidence[]; needs: Requirement },
): Promise<boolean> {
  const { config, clock } = dependencies;
  const { offered, mode, ...known } = await knownOf(dependencies, db, identity);
  const recovered = evidence.some(({ recovery }) => recovery);
  const takesCode = ({ channel }: Evidence) =>
    config['selfservice.methods.code.mfa_enabled'] || (recovered && channel === 'sms');
  // What was just used has shown what it can.
  const isShown = ({ credential }: Evidence) =>
    credential !== null && evidence.some((proof) => proof.credential === credential);
  const more = possibleProofs(known, offered, { as: 'best', at: clock() }).filter(
    (proof) => !isShown(proof) && (proof.method !== 'code' || takesCode(proof)),
  );
  return unmet(needs, { session: evidence, action: more }, clock(), mode) === null;
}

/** Whether somebody with this session could prove more than they have. */
export async function couldProveMore(
  dependencies: FlowDependencies,
  { session, identity }: Pick<NonNullable<Client['person']>, 'session' | 'identity'>,
): Promise<boolean> {
  const { config, store } = dependencies;
  if (reaches(level(session.evidence, config['assurance.mode']), 'aal2')) return false;
  return reaches(reachable(await knownOf(dependencies, store.read, identity)), 'aal2');
}

/**
 * Under `highest_available` a person who can do aal2 must have done it.
 * Throws `session_aal2_required` (403).
 */
export async function requireAal(
  dependencies: FlowDependencies,
  person: NonNullable<Client['person']>,
  required: RequiredAal,
): Promise<void> {
  if (required === 'aal1' || !(await couldProveMore(dependencies, person))) return;
  throw aal2Required(dependencies.config);
}

/** `session_aal2_required` with the address where the second proof is given. */
export function aal2Required(config: Config) {
  const login = `${config['serve.public.base_url']}/self-service/login/browser?aal=aal2`;
  return flowError('session_aal2_required', { redirect_browser_to: login });
}
