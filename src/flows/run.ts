import type { AuditEvent } from '../audit/audit.ts';
import { StingError } from '../kernel/errors.ts';
import { isTurn, type Refusal, type Turn } from '../methods/strategy.ts';
import type { Tx } from '../store/store.ts';
import { columnOf } from './columns.ts';
import type { Client, Context, FlowDependencies } from './context.ts';
import type { FlowKind } from './flow.ts';
import { prepareAgain } from './prepare.ts';
import { recordRefusedSignIn } from './steps/sign-in.ts';
import { type Stage, steps } from './steps.ts';
import { saveFlow } from './store.ts';

/** What became of a submission: done, turned to the flow's next page, or a refusal that the flow now shows. */
export type Run = { context: Context; refusal: Refusal | null; turned: boolean };

const failed: Record<FlowKind, AuditEvent['type']> = {
  login: 'login.failed',
  registration: 'registration.failed',
  settings: 'settings.failed',
  recovery: 'recovery.failed',
  verification: 'verification.failed',
  step_up: 'step_up.failed',
};

/** Undoes the commit stage without being an error to anybody outside. */
class Undo {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    this.refusal = refusal;
  }
}

const tooManyAttempts = (reason: string, message: string, retryAfterSeconds: number) =>
  new StingError({
    code: 'too_many_attempts',
    status: 429,
    message,
    extensions: { reason, retry_after_seconds: retryAfterSeconds },
  });

/** Takes a submission through its column of the steps, stage by stage. Throws what no form can show. */
export async function run(
  dependencies: FlowDependencies,
  init: { kind: FlowKind; flowId: string; client: Client; body: Record<string, unknown> },
): Promise<Run> {
  const { store, courier, hooks } = dependencies;
  const context = {
    ...dependencies,
    ...init,
    identity: null,
    evidence: [],
    noted: [],
    judged: null,
    needs: null,
    continueWith: [],
    opened: null,
    missing: null,
    grant: null,
  } as unknown as Context;

  // Only `claim` and `commit` have a transaction; the steps of the other stages take none.
  const pass = async (stage: Stage, tx?: Tx): Promise<Refusal | Turn | null> => {
    for (const [when, step, columns] of steps) {
      if (when !== stage || !columns.includes(context.column ?? init.kind)) continue;
      const stopped = await step(context, tx!);
      // Which of its pages a registration is on is known once it is loaded.
      if (context.flow) context.column ??= columnOf(context.flow, init.body);
      if (stopped) return stopped;
    }
    return null;
  };

  const stopped =
    (await pass('ready')) ??
    (await store.write((tx) => claim(context, tx, pass))) ??
    (await pass('verify')) ??
    (await commit(dependencies, pass));
  courier.wake();
  hooks.wake();
  if (stopped && isTurn(stopped)) return { context, refusal: null, turned: true };
  if (stopped) await refuse(context, stopped);
  if (stopped?.retryAfterSeconds !== undefined) {
    throw tooManyAttempts(stopped.reason, stopped.messages[0]!.message.text, stopped.retryAfterSeconds);
  }
  return { context, refusal: stopped, turned: false };
}

/** A turn is kept with what was claimed for it. */
async function claim(
  context: Context,
  tx: Tx,
  pass: (stage: Stage, tx: Tx) => Promise<Refusal | Turn | null>,
): Promise<Refusal | Turn | null> {
  const stopped = await pass('claim', tx);
  if (!stopped || !isTurn(stopped)) return stopped;
  const { flow, method, client, audit } = context;
  const { state, messages, prepared, identifier, identity, noted = [] } = stopped;
  if (state !== undefined) flow.state = state;
  if (identifier !== undefined) flow.data.identifier = identifier;
  flow.data.messages = messages;
  flow.data.nodeMessages = {};
  if (prepared !== undefined) flow.data.prepared[method.group] = prepared;
  await saveFlow(tx, flow);
  const event = { outcome: 'success', actor: identity?.id ?? null, session: flow.sessionId } as const;
  for (const { type, details = {} } of noted) await audit.append(tx, { ...event, type, details }, client.origin);
  return stopped;
}

async function commit(
  { store }: FlowDependencies,
  pass: (stage: Stage, tx: Tx) => Promise<Refusal | Turn | null>,
): Promise<Refusal | Turn | null> {
  try {
    return await store.write(async (tx) => {
      const stopped = await pass('commit', tx);
      if (stopped && !isTurn(stopped)) throw new Undo(stopped);
      return stopped;
    });
  } catch (thrown) {
    if (thrown instanceof Undo) return thrown.refusal;
    throw thrown;
  }
}

/** Shows the refusal in the flow, with a fresh challenge, and writes it down. */
async function refuse(context: Context, { messages, reason, identity, noted = [] }: Refusal): Promise<void> {
  const { flow, client, store, audit, kind } = context;
  flow.data.messages = messages.filter(({ node }) => node === undefined).map(({ message }) => message);
  flow.data.nodeMessages = {};
  for (const { node, message } of messages) {
    if (node === undefined) continue;
    flow.data.nodeMessages[node] = [...(flow.data.nodeMessages[node] ?? []), message];
  }
  // Who a registration would have made does not exist.
  const verified = kind === 'registration' ? null : context.identity;
  const actor = (identity ?? verified ?? client.person?.identity)?.id ?? null;
  await store.write(async (tx) => {
    if (!flow.completed) {
      if (context.method?.prepare) await prepareAgain(context.method, tx, flow, client);
      await saveFlow(tx, flow);
    }
    // What names nobody is counted, not chained one by one: junk must not be able to fill the chain.
    if (actor === null) return audit.count(reason, client.origin);
    await recordRefusedSignIn(context, tx);
    const event = {
      outcome: 'failure',
      actor,
      session: client.person?.session.id ?? null,
      reason,
      methods: flow.active === null ? [] : [flow.active],
      resource: flow.data.action?.resource ?? null,
    } as const;
    await audit.append(tx, { ...event, type: failed[kind] }, client.origin);
    for (const { type, details = {} } of noted) await audit.append(tx, { ...event, type, details }, client.origin);
  });
}
