import { uuid } from '../kernel/ids.ts';
import type { Client, FlowDependencies } from './context.ts';
import { flowError } from './errors.ts';
import type { Flow, FlowData, FlowKind } from './flow.ts';
import { hookContext } from './hook-context.ts';
import { prepareAll } from './prepare.ts';
import { insertFlow } from './store.ts';

/** How a flow is asked for, beside who asks. */
export interface FlowRequest {
  /** Absolute URL of the request that starts it. */
  requestUrl: string;
  /** Absolute and checked, see `checkedReturnTo`. */
  returnTo: string | null;
}

export interface FlowInit {
  kind: FlowKind;
  lifespanSeconds: number;
  state?: Flow['state'];
  active?: string;
  data?: Partial<FlowData>;
  ofPerson?: boolean;
}

/** A flow that is not stored yet. */
export function newFlow(
  { clock, random }: Pick<FlowDependencies, 'clock' | 'random'>,
  client: Pick<Client, 'kind' | 'person' | 'csrf'>,
  { requestUrl, returnTo }: FlowRequest,
  { kind, lifespanSeconds, state, active, data, ofPerson }: FlowInit,
): Flow {
  const now = clock();
  const person = ofPerson ? client.person : null;
  return {
    id: uuid(random),
    kind,
    client: client.kind,
    state: state ?? (kind === 'settings' ? 'show_form' : 'choose_method'),
    issuedAt: now,
    expiresAt: now + lifespanSeconds * 1000,
    requestUrl,
    returnTo,
    csrf: client.kind === 'browser' ? client.csrf : null,
    identityId: person?.identity.id ?? null,
    sessionId: person?.session.id ?? null,
    active: active ?? null,
    completed: false,
    data: { prepared: {}, preparedAt: now, messages: [], nodeMessages: {}, ...data },
  };
}

/** A web hook may refuse that a flow begins. Throws `hook_refused` (400), and what a hook that fails throws. */
async function beforeHooks(dependencies: FlowDependencies, flow: Flow, client: Client): Promise<void> {
  if (flow.kind === 'step_up') return;
  const context = hookContext({ ...dependencies, flow, client });
  const result = await dependencies.hooks.run('before', flow.kind, null, context);
  const [said] = 'refused' in result ? result.refused : [];
  if ('refused' in result) throw flowError('hook_refused', { ...(said ? { details: { hook: said.text } } : {}) });
}

/** Stores a new flow with what its methods need. */
export async function createFlow(
  dependencies: FlowDependencies,
  client: Client,
  request: FlowRequest,
  init: FlowInit,
): Promise<Flow> {
  const flow = newFlow(dependencies, client, request, init);
  await beforeHooks(dependencies, flow, client);
  await dependencies.store.write(async (tx) => {
    await prepareAll(dependencies, tx, flow, client);
    await insertFlow(tx, flow);
    if (flow.kind !== 'step_up') {
      await dependencies.hooks.queue(tx, 'before', flow.kind, null, hookContext({ ...dependencies, flow, client }));
    }
  });
  dependencies.hooks.wake();
  return flow;
}
