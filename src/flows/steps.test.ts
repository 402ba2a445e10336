import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Column, type Stage, steps } from './steps.ts';

/** The policy once more, from the other side: each flow's rules in order. Change it here only when the policy changes. */
const expected: Record<Column, Record<Stage, string>> = {
  login: {
    ready: 'transportAnswers',
    claim: 'loadFlow belongsToClient notExpired notCompleted personMatches chooseMethod claimMethod',
    verify: 'verifyMethod afterHooks observeSignIn',
    commit:
      'sessionLives identityActive spendFlow commitMethod tellOfEarlier applyHookChange addressIsVerified claimGrants judgeSignIn openSession recordSignIn liftHold revokeOthers notifyPerson queueHooks recordAudit',
  },
  profile: {
    ready: 'transportAnswers',
    claim:
      'loadFlow belongsToClient notExpired notCompleted personMatches registrationOpen traitsValid numberAllowed addressInvited addressFree proveAddress showScreen',
    verify: '',
    commit: '',
  },
  proving: {
    ready: 'transportAnswers',
    claim: 'loadFlow belongsToClient notExpired notCompleted personMatches registrationOpen proveAddress',
    verify: '',
    commit: '',
  },
  proven: {
    ready: '',
    claim:
      'loadFlow belongsToClient notExpired notCompleted personMatches registrationOpen traitsValid chooseMethod claimMethod',
    verify: 'verifyMethod',
    commit: 'commitMethod showCredentials',
  },
  registration: {
    ready: 'transportAnswers',
    claim:
      'loadFlow belongsToClient notExpired notCompleted personMatches registrationOpen traitsValid numberAllowed addressInvited addressFree chooseMethod addressProven claimMethod',
    verify: 'verifyMethod afterHooks observeSignIn',
    commit:
      'spendFlow createIdentity commitMethod claimGrants spendSetup spendInvitation judgeSignIn openSession recordSignIn askForVerification queueHooks recordAudit',
  },
  settings: {
    ready: 'transportAnswers',
    claim: 'loadFlow belongsToClient notExpired personMatches chooseMethod notHeldBack proofIsFresh claimMethod',
    verify: 'verifyMethod provenOtherwise afterHooks',
    commit:
      'sessionLives identityActive commitMethod applyHookChange parkAddressChange claimGrants endSessionsOfRemoved strengthenSession liftHold revokeOthers storeFlow notifyPerson queueHooks recordAudit',
  },
  recovery: {
    ready: 'transportAnswers',
    claim: 'loadFlow belongsToClient notExpired notCompleted personMatches chooseMethod claimMethod',
    verify: 'verifyMethod afterHooks observeSignIn',
    commit:
      'identityActive spendFlow commitMethod applyHookChange claimGrants judgeSignIn openRecovered recordSignIn notifyPerson queueHooks recordAudit',
  },
  verification: {
    ready: 'transportAnswers',
    claim: 'loadFlow belongsToClient notExpired notCompleted chooseMethod claimMethod',
    verify: 'verifyMethod afterHooks',
    commit:
      'identityActive commitMethod applyHookChange applyVerification tellOfEarlier claimGrants queueHooks recordAudit',
  },
  step_up: {
    ready: '',
    claim: 'loadFlow belongsToClient notExpired notCompleted personMatches chooseMethod claimMethod',
    verify: 'verifyMethod',
    commit:
      'sessionLives identityActive commitMethod satisfyRequirement openSession liftHold spendFlow storeFlow notifyPerson recordAudit',
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
