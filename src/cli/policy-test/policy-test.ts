import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createTrial, type Decision, type Trial, type TrialWorld, type Verb, verbTiers } from '../../access/access.ts';
import { type Evidence, evidence, type Mode, strongestProof } from '../../assurance/evidence.ts';
import type { Proofs } from '../../assurance/requirement.ts';
import type { Requirements, Tier } from '../../assurance/tiers.ts';
import type { ProfileName } from '../../config/config.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { plainAddress } from '../../kernel/plain-address.ts';
import { parseTestFile, type TestCase, type TestFile } from './format.ts';

export interface CaseResult {
  file: string;
  name: string;
  passed: boolean;
  expected: string;
  /** What was decided, and by which policies. */
  actual: string;
  policies: string[];
}

/** What a profile asks for. */
type OfProfile = (profile: ProfileName) => { mode: Mode; requirements: Requirements };

/** Rules about hours and days are asked about this moment unless a case says another: a Thursday. */
const noon = Date.UTC(2026, 0, 15, 12);

/**
 * Decides every case of the files by the product's policies and those that they name. Throws OperatorError for a file that
 * cannot be read, is malformed or names a policy that is not valid.
 */
export async function testPolicies(files: readonly string[], ofProfile: OfProfile): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const file of files) {
    const tests = parseTestFile(file, read(file));
    const trial = opened(file, tests, ofProfile);
    for (const [i, test] of tests.tests.entries()) {
      results.push(resultOf(file, test, i, await decided(file, trial, test, i)));
    }
  }
  return results;
}

/** What keeps a case from being decided names the file and the case. */
async function decided(file: string, trial: Trial, test: TestCase, i: number): Promise<Decision> {
  try {
    const misspelt = test.by?.find((id) => !trial.policies.some((policy) => policy.id === id));
    if (misspelt !== undefined) throw new OperatorError(`there is no policy “${misspelt}”.`);
    return await trial.decide(questionOf(test));
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    throw new OperatorError(`${file}: “${nameOf(test, i)}”: ${error.message}`);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new OperatorError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function opened(file: string, tests: TestFile, ofProfile: OfProfile): Trial {
  const { policies = [], profile = 'standard', time_zone: timeZone = 'UTC' } = tests;
  const { requirements, mode } = ofProfile(profile);
  const texts = policies.map((name) => ({ name, text: read(resolve(dirname(file), name)) }));
  const world = worldOf(tests);
  for (const [i, test] of tests.tests.entries()) {
    const unknown = !world.people.has(test.person)
      ? test.person
      : test.jar && !world.jars.has(test.jar)
        ? test.jar
        : null;
    if (unknown !== null)
      throw new OperatorError(`${file}: “${nameOf(test, i)}” is about “${unknown}”, which is not in the file.`);
  }
  for (const [id, { ownerId, grants }] of world.jars) {
    const named = [`user:${ownerId}`, ...grants.keys()].filter((to) => to.startsWith('user:'));
    const stranger = named.map((to) => to.slice('user:'.length)).find((person) => !world.people.has(person));
    if (stranger !== undefined)
      throw new OperatorError(`${file}: the jar “${id}” names “${stranger}”, who is not in the file.`);
  }
  try {
    return createTrial({ texts, world, mode: tests.mode ?? mode, requirements, timeZone, clock: () => noon });
  } catch (error) {
    throw new OperatorError(`${file}: ${(error as Error).message}`);
  }
}

function worldOf({ people, jars = {} }: TestFile): TrialWorld {
  return {
    people: new Map(
      Object.entries(people).map(([id, { roles = [], teams = [], attributes = {} }]) => {
        const { employment_end: end, ...same } = attributes;
        const seconds = end === undefined ? {} : { employment_end: Math.floor(momentOf(end) / 1000) };
        return [id, { roles, teams, attributes: { ...same, ...seconds } }];
      }),
    ),
    jars: new Map(
      Object.entries(jars).map(([id, jar]) => {
        const { type = 'private', sensitivity = 'internal', owner: ownerId, team: teamId = null, tags = [] } = jar;
        const grants = new Map(Object.entries(jar.grants ?? {}).map(([to, relation]) => [principalOf(to), relation]));
        return [id, { id, type, sensitivity, ownerId, teamId, tags, createdAt: 0, grants }];
      }),
    ),
  };
}

/** `team bees`, `role auditor`, or a person. */
const principalOf = (to: string) => (/^(?:team|role) /.test(to) ? to.replace(' ', ':') : `user:${to}`);

function momentOf(text: string): number {
  const moment = Date.parse(text);
  if (Number.isNaN(moment)) throw new OperatorError(`“${text}” is no time such as 2026-01-15T12:00:00Z.`);
  return moment;
}

function questionOf(test: TestCase) {
  const { person: subject, action: permission, jar = null, network: ip = '', country, at } = test;
  // What is no address would be asked about as none, and no rule about networks would hold.
  if (ip !== '' && plainAddress(ip) === null) throw new OperatorError(`“${ip}” is no IP address.`);
  const tier = (test.tier as Tier | undefined) ?? verbTiers[permission.replace('jar.', '') as Verb] ?? 1;
  const when = at === undefined ? {} : { at: momentOf(at) };
  const from = { ip, userAgent: '', ...(country === undefined ? {} : { country }), ...when };
  return { subject, permission, tier, jar, proofs: proofsOf(test.proofs ?? 'everything'), from };
}

const kinds: Record<string, Omit<Partial<Evidence>, 'method'> & Pick<Evidence, 'method'>> = {
  passkey: { method: 'passkey', user_verified: true },
  key_without_pin: { method: 'webauthn' },
  hardware_key: { method: 'webauthn', user_verified: true, device_bound: true, attested: true },
  totp: { method: 'totp' },
  backup_code: { method: 'lookup_secret' },
  email_code: { method: 'code', channel: 'email' },
};

function proofsOf(given: NonNullable<TestCase['proofs']>): Proofs {
  if (given === 'nothing') return { session: [], action: [] };
  if (given === 'everything') {
    const best = [strongestProof(noon)];
    return { session: best, action: best };
  }
  const session = Object.entries(given).map(([kind, seconds]) =>
    evidence({ ...kinds[kind]!, at: noon - 1000 * seconds }),
  );
  return { session, action: [] };
}

const nameOf = ({ name, person, action, jar }: TestCase, i: number) =>
  name ?? `${i + 1}: ${person} ${action}${jar ? ` ${jar}` : ''}`;

function resultOf(file: string, test: TestCase, i: number, decision: Decision): CaseResult {
  const policies = decision.policies.map(({ id }) => id).sort();
  const by = test.by?.toSorted();
  const needs = decision.effect === 'step_up' ? ` ${JSON.stringify(decision.needs)}` : '';
  const decided = decision.effect === test.expect;
  const named = by === undefined || JSON.stringify(by) === JSON.stringify(policies);
  return {
    file,
    name: nameOf(test, i),
    passed: decided && named,
    expected: by === undefined ? test.expect : `${test.expect} by ${by.join(', ')}`,
    actual: `${decision.effect}${needs}${policies.length > 0 ? ` by ${policies.join(', ')}` : ''}`,
    policies,
  };
}
