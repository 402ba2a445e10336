import { uuid } from '../kernel/ids.ts';
import type { Client, FlowDependencies } from './context.ts';
import type { Flow, FlowData, FlowKind } from './flow.ts';
import { prepareAll } from './prepare.ts';
import { insertFlow } from './store.ts';

/** How a flow is asked for, beside who asks. */
export interface FlowRequest {
  /** Absolute URL of the request that starts it. */
  requestUrl: string;
  /** Absolute and checked, see `checkedReturnTo`. */
  returnTo: string | null;
}

/** Stores a new flow with what its methods need. */
export async function createFlow(
  dependencies: FlowDependencies,
  client: Client,
  { requestUrl, returnTo }: FlowRequest,
  init: { kind: FlowKind; lifespanSeconds: number; data?: Partial<FlowData>; ofPerson?: boolean },
): Promise<Flow> {
  const { store, clock, random } = dependencies;
  const now = clock();
  const person = init.ofPerson ? client.person : null;
  const flow: Flow = {
    id: uuid(random),
    kind: init.kind,
    client: client.kind,
    state: init.kind === 'settings' ? 'show_form' : 'choose_method',
    issuedAt: now,
    expiresAt: now + init.lifespanSeconds * 1000,
    requestUrl,
    returnTo,
    csrf: client.kind === 'browser' ? client.csrf : null,
    identityId: person?.identity.id ?? null,
    sessionId: person?.session.id ?? null,
    active: null,
    completed: false,
    data: { prepared: {}, preparedAt: now, messages: [], nodeMessages: {}, ...init.data },
  };
  await store.write(async (tx) => {
    await prepareAll(dependencies, tx, flow, client);
    await insertFlow(tx, flow);
  });
  return flow;
}
