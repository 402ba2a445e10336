import type { Strategy } from '../methods/strategy.ts';
import type { FlowDependencies } from './context.ts';
import type { Flow } from './flow.ts';

/** The methods that a flow offers now, in order. A backup code is a second proof, never the first. */
// biome-ignore lint/suspicious/noExplicitAny: each strategy verifies into its own type, which only itself reads
export function strategiesOf({ methods }: Pick<FlowDependencies, 'methods'>, flow: Flow): Strategy<any>[] {
  switch (flow.kind) {
    case 'settings':
      return methods.settings;
    case 'registration':
      return flow.data.screen === 'profile' ? [] : methods.registration;
    case 'login':
      return flow.data.requestedAal === 'aal2'
        ? methods.proof
        : methods.proof.filter(({ group }) => group !== 'lookup_secret');
    case 'step_up':
      return methods.proof;
  }
}
