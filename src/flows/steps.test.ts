import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Column, type Stage, steps } from './steps.ts';

/** The policy once more, from the other side: each flow's rules in order. Change it here only when the policy changes. */
const expected: Record<Column, Record<Stage, string>> = {
  login: {
    claim: 'loadFlow belongsToClient notExpired notCompleted personMatches chooseMethod claimMethod',
    verify: 'verifyMethod',
    commit: 'sessionLives identityActive spendFlow commitMethod openSession recordAudit',
  },
  profile: {
    claim:
      'loadFlow belongsToClient notExpired notCompleted personMatches registrationOpen traitsValid addressFree showScreen',
    verify: '',
    commit: '',
  },
  registration: {
    claim:
      'loadFlow belongsToClient notExpired notCompleted personMatches registrationOpen traitsValid addressFree chooseMethod claimMethod',
    verify: 'verifyMethod',
    commit: 'spendFlow createIdentity commitMethod claimGrants spendSetup openSession recordAudit',
  },
  settings: {
    claim: 'loadFlow belongsToClient notExpired personMatches chooseMethod proofIsFresh claimMethod',
    verify: 'verifyMethod',
    commit: 'sessionLives identityActive commitMethod claimGrants endSessionsOfRemoved storeFlow recordAudit',
  },
  step_up: {
    claim: 'loadFlow belongsToClient notExpired notCompleted personMatches chooseMethod claimMethod',
    verify: 'verifyMethod',
    commit: 'sessionLives identityActive commitMethod satisfyRequirement openSession spendFlow storeFlow recordAudit',
  },
};

for (const [column, stages] of Object.entries(expected)) {
  for (const [stage, rules] of Object.entries(stages)) {
    test(`${column}, ${stage}: ${rules || 'nothing'}`, () => {
      const names = steps
        .filter(([when, , columns]) => when === stage && columns.includes(column as Column))
        .map(([, step]) => step.name);
      assert.deepEqual(names, rules.split(' ').filter(Boolean));
    });
  }
}
