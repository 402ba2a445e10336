import type { Strategy } from '../methods/strategy.ts';
import type { Tx } from '../store/store.ts';
import type { Client, FlowDependencies } from './context.ts';
import { facts } from './facts.ts';
import type { Flow } from './flow.ts';
import { saveFlow } from './store.ts';
import { strategiesOf } from './strategies.ts';

type Visitor = Pick<Client, 'person' | 'token'>;

/** Has every offered method issue what its nodes need. */
export async function prepareAll(
  dependencies: Pick<FlowDependencies, 'methods' | 'clock'>,
  tx: Tx,
  flow: Flow,
  client: Visitor,
): Promise<void> {
  flow.data.prepared = {};
  flow.data.preparedAt = dependencies.clock();
  for (const method of strategiesOf(dependencies, flow)) await prepareAgain(method, tx, flow, client);
}

/** A challenge is good for one attempt: the method that was tried issues a new one, the others keep theirs. */
export async function prepareAgain(
  // biome-ignore lint/suspicious/noExplicitAny: each strategy verifies into its own type, which only itself reads
  method: Strategy<any>,
  tx: Tx,
  flow: Flow,
  client: Visitor,
): Promise<void> {
  const { [method.group]: _spent, ...others } = flow.data.prepared;
  flow.data.prepared = method.prepare
    ? { ...others, [method.group]: await method.prepare(tx, facts(flow, client)) }
    : others;
}

/** A challenge lives five minutes; a page that is opened again after four gets fresh ones. */
const renewAfterMs = 240_000;

export async function renew(dependencies: FlowDependencies, flow: Flow, client: Visitor): Promise<void> {
  if (dependencies.clock() - flow.data.preparedAt < renewAfterMs || flow.completed) return;
  await dependencies.store.write(async (tx) => {
    // Backup codes that are shown but not yet confirmed stay as they are.
    for (const method of strategiesOf(dependencies, flow)) {
      if (method.prepare) await prepareAgain(method, tx, flow, client);
    }
    flow.data.preparedAt = dependencies.clock();
    await saveFlow(tx, flow);
  });
}
