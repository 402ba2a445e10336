import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { jarEntity, productEngine } from '../../test/policies/engine.ts';
import { proof, someProofs } from '../../test/support/evidence.ts';
import { requirementsOf } from '../../test/support/requirements.ts';
import { levels } from '../assurance/evidence.ts';
import { both, type Requirement, unmet } from '../assurance/requirement.ts';
import type { Tier } from '../assurance/tiers.ts';
import { profileNames } from '../config/config.ts';
import { createSurround } from './environment.ts';
import { createLadders, everything } from './ladder.ts';
import { roleNames } from './role-names.ts';
import { raised, standing } from './standing.ts';

const tiers: Tier[] = [1, 2, 3, 4];

/** What every profile asks for: each tier alone, and together with the minimum of each role. */
const asked: Requirement[] = profileNames.flatMap((profile) => {
  const { ofTier, ofRoles } = requirementsOf({ profile }).requirements;
  const minimums = roleNames.map((role) => ofRoles([role])).filter((minimum) => minimum !== null);
  return tiers.flatMap((tier) => [ofTier(tier), ...minimums.map((minimum) => both(ofTier(tier), minimum))]);
});
const freshSeconds = 300;
const ladderOf = createLadders(freshSeconds);
const now = Date.UTC(2026, 0, 15, 12);
const { evaluate } = productEngine((problem) => assert.fail(problem));
const surroundings = createSurround(() => now, 'UTC')(null);

/** Whether the policies let the owner of an internal jar upload, in an operation of this tier. */
const owner = (context: object) =>
  evaluate({
    principal: { type: 'User', id: 'alice', attributes: {}, parents: [] },
    action: 'jar.upload',
    resource: jarEntity('j'),
    context: { relation: 'owner', ...context, ...surroundings },
  }).allowed;

it('the policies of assurance agree with the rule of requirements, for any proofs and whatever is asked', () => {
  fc.assert(
    fc.property(
      someProofs(now),
      someProofs(now),
      fc.constantFrom(...asked),
      fc.constantFrom('product' as const, 'nist' as const),
      (session, action, need, mode) => {
        const proofs = { session, action };
        const wanted = unmet(need, proofs, now, mode) === null;
        assert.equal(owner(standing(need, proofs, { now, mode, freshSeconds })), wanted);
      },
    ),
    { numRuns: 400 },
  );
});

it('whoever satisfies what is asked gets through, and nobody is asked for more than everything', () => {
  for (const need of asked) {
    const nothing = standing(need, { session: [], action: [] }, { now, mode: 'product', freshSeconds });
    assert.equal(owner(nothing), false);
    assert.equal(owner(raised(nothing, need)), true);
    assert.equal(owner(raised(nothing, everything)), true);
    assert.deepEqual(ladderOf(need)[0], need);
  }
});

it('every rung can be proven', () => {
  const key = proof('passkey', { user_verified: true, device_bound: true, attested: true, at: now });
  for (const need of asked.flatMap(ladderOf)) {
    assert.equal(unmet(need, { session: [key], action: [key] }, now, 'nist'), null, JSON.stringify(need));
    assert.ok(levels.includes(need.level!));
  }
});
