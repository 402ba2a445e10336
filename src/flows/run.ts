import type { AuditEvent } from '../audit/audit.ts';
import { StingError } from '../kernel/errors.ts';
import type { Refusal } from '../methods/strategy.ts';
import type { Tx } from '../store/store.ts';
import type { Client, Context, FlowDependencies } from './context.ts';
import type { FlowKind } from './flow.ts';
import { prepareAgain } from './prepare.ts';
import { type Column, type Stage, steps } from './steps.ts';
import { saveFlow } from './store.ts';

/** What became of a submission: done, or a refusal that the flow now shows. */
export type Run = { context: Context; refusal: Refusal | null };

const failed: Record<FlowKind, AuditEvent['type']> = {
  login: 'login.failed',
  registration: 'registration.failed',
  settings: 'settings.failed',
  step_up: 'step_up.failed',
};

/** Undoes the commit stage without being an error to anybody outside. */
class Undo {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    this.refusal = refusal;
  }
}

const tooManyAttempts = (message: string, retryAfterSeconds: number) =>
  new StingError({
    code: 'too_many_attempts',
    status: 429,
    message,
    extensions: { retry_after_seconds: retryAfterSeconds },
  });

/** Takes a submission through its column of the steps, stage by stage. Throws what no form can show. */
export async function run(
  dependencies: FlowDependencies,
  init: { kind: FlowKind; column?: Column; flowId: string; client: Client; body: Record<string, unknown> },
): Promise<Run> {
  const context = {
    ...dependencies,
    ...init,
    identity: null,
    evidence: [],
    noted: [],
    opened: null,
    missing: null,
    grant: null,
  } as unknown as Context;

  // The verify stage has no transaction and its steps take none.
  const pass = async (stage: Stage, tx?: Tx): Promise<Refusal | null> => {
    for (const [when, step, columns] of steps) {
      if (when !== stage || !columns.includes(init.column ?? init.kind)) continue;
      const refused = await step(context, tx!);
      if (refused) return refused;
    }
    return null;
  };

  const refusal =
    (await dependencies.store.write((tx) => pass('claim', tx))) ??
    (await pass('verify')) ??
    (await commit(dependencies, pass));
  if (refusal) await refuse(context, refusal);
  if (refusal?.retryAfterSeconds !== undefined) {
    throw tooManyAttempts(refusal.messages[0]!.message.text, refusal.retryAfterSeconds);
  }
  return { context, refusal };
}

async function commit(
  { store }: FlowDependencies,
  pass: (stage: Stage, tx: Tx) => Promise<Refusal | null>,
): Promise<Refusal | null> {
  try {
    await store.write(async (tx) => {
      const refused = await pass('commit', tx);
      if (refused) throw new Undo(refused);
    });
    return null;
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
      if (context.method) await prepareAgain(context.method, tx, flow, client);
      await saveFlow(tx, flow);
    }
    // What names nobody is counted, not chained one by one: junk must not be able to fill the chain.
    if (actor === null) return audit.count(reason, client.origin);
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
