import type { Strategy } from '../methods/strategy.ts';
import type { FlowDependencies } from './context.ts';
import type { Flow } from './flow.ts';
import { asksSecondProof } from './second-proof.ts';

/** Methods that are a second proof, never the first. */
const secondOnly = new Set(['lookup_secret', 'totp']);

const keys = new Set(['passkey', 'webauthn']);

/** The methods that a flow offers now, in order. Once a code was sent, the flow is about that code. */
// biome-ignore lint/suspicious/noExplicitAny: each strategy verifies into its own type, which only itself reads
export function strategiesOf({ methods }: Pick<FlowDependencies, 'methods'>, flow: Flow): Strategy<any>[] {
  const offered = ofKind(methods, flow);
  return flow.state === 'sent_email' ? offered.filter(({ group }) => group === flow.active) : offered;
}

// biome-ignore lint/suspicious/noExplicitAny: see above
function ofKind(methods: FlowDependencies['methods'], flow: Flow): Strategy<any>[] {
  switch (flow.kind) {
    case 'settings':
      return methods.settings;
    case 'registration':
      // Who owns the installation has a passkey.
      if (flow.data.setup !== undefined) return methods.registration.filter(({ group }) => group !== 'code');
      return flow.data.screen === 'profile'
        ? methods.registration.filter(({ group }) => group === 'code')
        : methods.registration;
    case 'login':
      if (flow.data.keysOnly) return methods.proof.filter(({ group }) => keys.has(group));
      return asksSecondProof(flow) ? methods.proof : methods.proof.filter(({ group }) => !secondOnly.has(group));
    case 'recovery':
      return methods.recovery.filter(({ group }) => group === flow.active);
    case 'verification':
      return methods.verification.filter(({ group }) => group === flow.active);
    case 'step_up':
      return methods.proof;
  }
}
