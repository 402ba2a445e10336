import type { Tx } from '../store/store.ts';
import type { Client, FlowDependencies } from './context.ts';
import { facts } from './facts.ts';
import type { Flow } from './flow.ts';
import { strategiesOf } from './strategies.ts';

/** Has every offered method issue what its nodes need: a challenge is good for one attempt. */
export async function prepare(
  dependencies: Pick<FlowDependencies, 'methods'>,
  tx: Tx,
  flow: Flow,
  client: Pick<Client, 'person' | 'token'>,
): Promise<Record<string, unknown>> {
  const prepared: Record<string, unknown> = {};
  for (const method of strategiesOf(dependencies, flow)) {
    if (method.prepare) prepared[method.group] = await method.prepare(tx, facts(flow, client));
  }
  return prepared;
}
