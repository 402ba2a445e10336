import type { Refusal } from '../methods/strategy.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Context } from './context.ts';
import type { FlowKind } from './flow.ts';
import { belongsToClient, loadFlow, notCompleted, notExpired, personMatches } from './steps/flow-checks.ts';
import { chooseMethod, claimMethod, commitMethod, verifyMethod } from './steps/method.ts';
import {
  claimGrants,
  endSessionsOfRemoved,
  identityActive,
  openSession,
  proofIsFresh,
  recordAudit,
  sessionLives,
} from './steps/person.ts';
import {
  addressFree,
  createIdentity,
  registrationOpen,
  showScreen,
  spendSetup,
  traitsValid,
} from './steps/registration.ts';
import { satisfyRequirement } from './steps/step-up.ts';
import { spendFlow, storeFlow } from './steps/storage.ts';

/**
 * A rule that a submission passes. An expected "no" is a returned refusal; it ends the submission. Answers to the client
 * that no form can carry (gone, foreign, not signed in) are thrown.
 */
export type Step = (context: Context, tx: Tx) => Promise<Refusal | undefined>;

/** A step that only looks, and so may be asked outside of a submission as well. */
export type Check = (context: Context, db: Reader) => Promise<Refusal | undefined>;

/**
 * `claim`: a short transaction that is kept even when the submission fails, so that nothing one-time is tried twice.
 * `verify`: the slow work, outside of any transaction. `commit`: one transaction that is undone as a whole by a refusal.
 */
export type Stage = 'claim' | 'verify' | 'commit';

/** A flow's kind; `profile` is a registration's page that only collects traits or turns back. */
export type Column = FlowKind | 'profile';

type Row = [stage: Stage, step: Step, columns: Column[]];

const L = 'login';
const P = 'profile';
const R = 'registration';
const S = 'settings';
const U = 'step_up';

/** The self-service policy on one screen: which rule runs in which flow, from top to bottom. */
export const steps: readonly Row[] = [
  ['claim', loadFlow, [L, P, R, S, U]],
  ['claim', belongsToClient, [L, P, R, S, U]],
  ['claim', notExpired, [L, P, R, S, U]],
  ['claim', notCompleted, [L, P, R, U]],
  ['claim', personMatches, [L, P, R, S, U]],
  ['claim', registrationOpen, [P, R]],
  ['claim', traitsValid, [P, R]],
  ['claim', addressFree, [P, R]],
  ['claim', showScreen, [P]],
  ['claim', chooseMethod, [L, R, S, U]],
  ['claim', proofIsFresh, [S]],
  ['claim', claimMethod, [L, R, S, U]],

  ['verify', verifyMethod, [L, R, S, U]],

  ['commit', sessionLives, [L, S, U]],
  ['commit', identityActive, [L, S, U]],
  ['commit', spendFlow, [L, R]],
  ['commit', createIdentity, [R]],
  ['commit', commitMethod, [L, R, S, U]],
  ['commit', claimGrants, [R, S]],
  ['commit', endSessionsOfRemoved, [S]],
  ['commit', spendSetup, [R]],
  ['commit', satisfyRequirement, [U]],
  ['commit', openSession, [L, R, U]],
  ['commit', spendFlow, [U]],
  ['commit', storeFlow, [S, U]],
  ['commit', recordAudit, [L, R, S, U]],
];
