import { identityWire } from '../identity/identity.ts';
import { rfc3339 } from '../kernel/clock.ts';
import { traitNodes } from '../methods/profile/profile.ts';
import type { FlowFacts } from '../methods/strategy.ts';
import { input, script, submit, type UiNode } from '../methods/ui.ts';
import type { Client, FlowDependencies } from './context.ts';
import { facts } from './facts.ts';
import type { Flow } from './flow.ts';
import { strategiesOf } from './strategies.ts';

/** A flow as the wire contract shows it (sections 3 and 4). */
export interface FlowView {
  id: string;
  type: 'browser' | 'api';
  state: string;
  expires_at: string;
  issued_at: string;
  request_url: string;
  ui: { action: string; method: 'POST'; nodes: UiNode[]; messages?: unknown[] };
  [member: string]: unknown;
}

/** `csrfToken` is the masked token of this very answer; empty for native clients. */
export async function viewFlow(
  dependencies: FlowDependencies,
  flow: Flow,
  client: Pick<Client, 'person' | 'token'>,
  csrfToken: string,
): Promise<FlowView> {
  const known = facts(flow, client);
  const nodes = [
    input('default', 'csrf_token', { type: 'hidden', value: csrfToken, required: true }),
    ...(await nodesOf(dependencies, flow, known)),
  ];
  for (const node of nodes) {
    const messages = flow.data.nodeMessages[String(node.attributes['name'])];
    // The first node of a name carries the message; a list of buttons shares one.
    if (messages && nodes.find(({ attributes }) => attributes['name'] === node.attributes['name']) === node) {
      node.messages = messages;
    }
  }
  const base = dependencies.config['serve.public.base_url'];
  const { messages } = flow.data;
  return {
    organization_id: null,
    id: flow.id,
    type: flow.client,
    ...(flow.active ? { active: flow.active } : {}),
    expires_at: rfc3339(flow.expiresAt),
    issued_at: rfc3339(flow.issuedAt),
    request_url: flow.requestUrl,
    ...(flow.returnTo ? { return_to: flow.returnTo } : {}),
    ui: {
      action: `${base}/self-service/${flow.kind}?flow=${flow.id}`,
      method: 'POST',
      nodes,
      ...(messages.length > 0 ? { messages } : {}),
    },
    state: flow.state,
    ...extras(flow, known, base),
  };
}

function extras(flow: Flow, { identity }: FlowFacts, base: string): Record<string, unknown> {
  if (flow.kind === 'settings') return identity ? { identity: identityWire(identity, base) } : {};
  if (flow.kind !== 'login') return {};
  return {
    created_at: rfc3339(flow.issuedAt),
    updated_at: rfc3339(flow.issuedAt),
    refresh: flow.data.refresh ?? false,
    requested_aal: flow.data.requestedAal,
  };
}

async function nodesOf(dependencies: FlowDependencies, flow: Flow, known: FlowFacts): Promise<UiNode[]> {
  const nodes: UiNode[] = [];
  const twoSteps = dependencies.config['selfservice.flows.registration.style'] === 'profile_first';
  if (flow.kind === 'login' && flow.identityId === null) {
    nodes.push(
      input('default', 'identifier', {
        type: 'text',
        value: '',
        required: true,
        autocomplete: 'username webauthn',
        label: 1070004,
      }),
    );
  }
  if (flow.kind === 'registration') nodes.push(...registrationTraits(dependencies, flow, twoSteps));
  const offered = await Promise.all(strategiesOf(dependencies, flow).map((method) => method.nodes(known)));
  nodes.push(...offered.flat());
  // Whoever is let back in has no profile to turn back to.
  if (flow.kind === 'registration' && twoSteps && flow.data.screen === 'credential' && !flow.data.recovers) {
    nodes.push(submit('profile', 'screen', 'previous', 1040008));
  }
  if (flow.client === 'browser') {
    const { path, integrity } = dependencies.passkeyScript;
    const nonce = dependencies.random(16).toString('base64url');
    nodes.push(script(`${dependencies.config['serve.public.base_url']}${path}`, integrity, nonce));
    return nodes;
  }
  // Native clients have no inline handlers; the triggers tell them what a button does.
  for (const { attributes } of nodes) {
    delete attributes['onclick'];
    delete attributes['onload'];
  }
  return nodes;
}

function registrationTraits({ identities }: FlowDependencies, flow: Flow, twoSteps: boolean): UiNode[] {
  const { fields } = identities.schema(identities.defaultSchemaId)!;
  const traits = flow.data.traits ?? {};
  if (flow.data.screen === 'profile') {
    return [...traitNodes(fields, traits, { group: 'default' }), submit('profile', 'method', 'profile', 1040001)];
  }
  return traitNodes(fields, traits, { group: 'default', hidden: twoSteps });
}
