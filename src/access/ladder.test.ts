import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { jarEntity, productEngine } from '../../test/policies/engine.ts';
import { proof, someProofs } from '../../test/support/evidence.ts';
import { levels } from '../assurance/evidence.ts';
import { unmet } from '../assurance/requirement.ts';
import { type Tier, tierRequirements } from '../assurance/tiers.ts';
import { createSurround } from './environment.ts';
import { everything, ladderOf } from './ladder.ts';
import { raised, standing } from './standing.ts';

const tiers: Tier[] = [1, 2, 3, 4];
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

it('the policies of assurance agree with the rule of requirements, for any proofs and tier', () => {
  fc.assert(
    fc.property(
      someProofs(now),
      someProofs(now),
      fc.constantFrom(...tiers),
      fc.constantFrom('product' as const, 'nist' as const),
      (session, action, tier, mode) => {
        const proofs = { session, action };
        const wanted = unmet(tierRequirements[tier], proofs, now, mode) === null;
        assert.equal(owner(standing(tier, proofs, now, mode)), wanted);
      },
    ),
    { numRuns: 400 },
  );
});

it('whoever satisfies what a tier asks for gets through, and nobody is asked for more than everything', () => {
  for (const tier of tiers) {
    const nothing = standing(tier, { session: [], action: [] }, now, 'product');
    assert.equal(owner(nothing), false);
    assert.equal(owner(raised(nothing, tierRequirements[tier])), true);
    assert.equal(owner(raised(nothing, everything)), true);
    assert.deepEqual(ladderOf(tier)[0], tierRequirements[tier]);
  }
});

it('every rung can be proven', () => {
  const key = proof('passkey', { user_verified: true, device_bound: true, attested: true, at: now });
  for (const need of tiers.flatMap(ladderOf)) {
    assert.equal(unmet(need, { session: [key], action: [key] }, now, 'nist'), null, JSON.stringify(need));
    assert.ok(levels.includes(need.level!));
  }
});
