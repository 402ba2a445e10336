import type { Refusal, Turn } from '../methods/strategy.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Context } from './context.ts';
import type { FlowKind } from './flow.ts';
import { tellOfEarlier } from './steps/first-proof.ts';
import { belongsToClient, loadFlow, notCompleted, notExpired, personMatches } from './steps/flow-checks.ts';
import { afterHooks, applyHookChange, queueHooks } from './steps/hooks.ts';
import { transportAnswers } from './steps/messages.ts';
import { chooseMethod, claimMethod, commitMethod, verifyMethod } from './steps/method.ts';
import { numberAllowed } from './steps/number-allowed.ts';
import {
  addressIsVerified,
  claimGrants,
  endSessionsOfRemoved,
  identityActive,
  liftHold,
  notHeldBack,
  notifyPerson,
  openSession,
  proofIsFresh,
  provenOtherwise,
  recordAudit,
  revokeOthers,
  sessionLives,
  strengthenSession,
} from './steps/person.ts';
import { openRecovered } from './steps/recovery.ts';
import {
  addressFree,
  addressInvited,
  addressProven,
  createIdentity,
  proveAddress,
  registrationOpen,
  showCredentials,
  showScreen,
  spendInvitation,
  spendSetup,
  traitsValid,
} from './steps/registration.ts';
import { judgeSignIn, observeSignIn, recordSignIn } from './steps/sign-in.ts';
import { satisfyRequirement } from './steps/step-up.ts';
import { spendFlow, storeFlow } from './steps/storage.ts';
import { applyVerification, askForVerification, parkAddressChange } from './steps/verification.ts';

/**
 * A rule that a submission passes. An expected "no" is a returned refusal, an expected stop a turn; either ends the
 * submission. Answers to the client that no form can carry (gone, foreign, not signed in) are thrown.
 */
export type Step = (context: Context, tx: Tx) => Promise<Refusal | Turn | undefined>;

/** A step that only looks, and so may be asked outside of a submission as well. */
export type Check = (context: Context, db: Reader) => Promise<Refusal | undefined>;

/**
 * `ready`: outside of any transaction, before anything is spent. `claim`: a short transaction that is kept even when the
 * submission fails, so that nothing one-time is tried twice. `verify`: the slow work, outside of any transaction.
 * `commit`: one transaction that is undone as a whole by a refusal.
 */
export type Stage = 'ready' | 'claim' | 'verify' | 'commit';

/** A flow's kind, or one of the pages that a registration has beside its last one (see `columnOf`). */
export type Column = FlowKind | 'profile' | 'proving' | 'proven';

type Row = [stage: Stage, step: Step, columns: Column[]];

const L = 'login';
const P = 'profile';
const A = 'proving';
const B = 'proven';
const R = 'registration';
const S = 'settings';
const C = 'recovery';
const V = 'verification';
const U = 'step_up';

/** The self-service policy on one screen: which rule runs in which flow, from top to bottom. */
export const steps: readonly Row[] = [
  ['ready', transportAnswers, [L, P, A, R, S, C, V]],

  ['claim', loadFlow, [L, P, A, B, R, S, C, V, U]],
  ['claim', belongsToClient, [L, P, A, B, R, S, C, V, U]],
  ['claim', notExpired, [L, P, A, B, R, S, C, V, U]],
  ['claim', notCompleted, [L, P, A, B, R, C, V, U]],
  ['claim', personMatches, [L, P, A, B, R, S, C, U]],
  ['claim', registrationOpen, [P, A, B, R]],
  ['claim', traitsValid, [P, B, R]],
  ['claim', numberAllowed, [P, R]],
  ['claim', addressInvited, [P, R]],
  ['claim', addressFree, [P, R]],
  ['claim', proveAddress, [P, A]],
  ['claim', showScreen, [P]],
  ['claim', chooseMethod, [L, B, R, S, C, V, U]],
  ['claim', addressProven, [R]],
  ['claim', notHeldBack, [S]],
  ['claim', proofIsFresh, [S]],
  ['claim', claimMethod, [L, B, R, S, C, V, U]],

  ['verify', verifyMethod, [L, B, R, S, C, V, U]],
  ['verify', provenOtherwise, [S]],
  ['verify', afterHooks, [L, R, S, C, V]],
  ['verify', observeSignIn, [L, R, C]],

  ['commit', sessionLives, [L, S, U]],
  ['commit', identityActive, [L, S, C, V, U]],
  ['commit', spendFlow, [L, R, C]],
  ['commit', createIdentity, [R]],
  ['commit', commitMethod, [L, B, R, S, C, V, U]],
  ['commit', tellOfEarlier, [L]],
  ['commit', showCredentials, [B]],
  ['commit', applyHookChange, [L, S, C, V]],
  ['commit', addressIsVerified, [L]],
  ['commit', applyVerification, [V]],
  ['commit', tellOfEarlier, [V]],
  ['commit', parkAddressChange, [S]],
  ['commit', claimGrants, [L, R, S, C, V]],
  ['commit', endSessionsOfRemoved, [S]],
  ['commit', spendSetup, [R]],
  ['commit', spendInvitation, [R]],
  ['commit', satisfyRequirement, [U]],
  ['commit', judgeSignIn, [L, R, C]],
  ['commit', openSession, [L, R, U]],
  ['commit', openRecovered, [C]],
  ['commit', recordSignIn, [L, R, C]],
  ['commit', strengthenSession, [S]],
  ['commit', liftHold, [L, S, U]],
  ['commit', revokeOthers, [L, S]],
  ['commit', askForVerification, [R]],
  ['commit', spendFlow, [U]],
  ['commit', storeFlow, [S, U]],
  ['commit', notifyPerson, [L, S, C, U]],
  ['commit', queueHooks, [L, R, S, C, V]],
  ['commit', recordAudit, [L, R, S, C, V, U]],
];
