import { identityWire } from '../identity/identity.ts';
import { rfc3339 } from '../kernel/clock.ts';
import { cannotSend, type UiMessage } from '../methods/messages.ts';
import type { FlowFacts } from '../methods/strategy.ts';
import { input, type UiNode } from '../methods/ui.ts';
import type { Client, FlowDependencies } from './context.ts';
import { continueUrl } from './destination.ts';
import { facts } from './facts.ts';
import type { Flow } from './flow.ts';
import { nodesOf } from './nodes.ts';

/** A flow as the wire contract shows it (sections 3 and 4). */
export interface FlowView {
  id: string;
  type: 'browser' | 'api';
  state: string;
  expires_at: string;
  issued_at: string;
  request_url: string;
  ui: { action: string; method: 'POST' | 'GET'; nodes: UiNode[]; messages?: unknown[] };
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
  const csrf = input('default', 'csrf_token', { type: 'hidden', value: csrfToken, required: true });
  const own = await nodesOf(dependencies, flow, known);
  const nodes = flow.kind === 'login' && flow.state === 'sent_email' ? [...own, csrf] : [csrf, ...own];
  for (const node of nodes) {
    const messages = flow.data.nodeMessages[String(node.attributes['name'])];
    // The first node of a name carries the message; a list of buttons shares one.
    if (messages && nodes.find(({ attributes }) => attributes['name'] === node.attributes['name']) === node) {
      node.messages = messages;
    }
  }
  const base = dependencies.config['serve.public.base_url'];
  const { transientPayload } = flow;
  const { newIdentity } = flow.data;
  // What fits no field of this page is said above all of them.
  const shown = new Set(nodes.map(({ attributes }) => String(attributes['name'])));
  const others = Object.entries(flow.data.nodeMessages).filter(([name]) => !shown.has(name));
  const messages = [...flow.data.messages, ...others.flatMap(([, above]) => above), ...undelivered(dependencies, flow)];
  const passed = flow.kind === 'verification' && flow.state === 'passed_challenge';
  const otherSchema = newIdentity !== undefined && newIdentity.schemaId !== dependencies.identities.defaultSchemaId;
  return {
    organization_id: null,
    id: flow.id,
    type: flow.client,
    ...(flow.active ? { active: flow.active } : {}),
    expires_at: rfc3339(flow.expiresAt),
    issued_at: rfc3339(flow.issuedAt),
    request_url: flow.requestUrl,
    ...(flow.returnTo ? { return_to: flow.returnTo } : {}),
    ...(transientPayload ? { transient_payload: transientPayload } : {}),
    ...(otherSchema ? { identity_schema: newIdentity.schemaId } : {}),
    ui: {
      action: passed ? continueUrl(dependencies.config, flow) : `${base}/self-service/${flow.kind}?flow=${flow.id}`,
      method: passed ? 'GET' : 'POST',
      nodes,
      ...(messages.length > 0 ? { messages } : {}),
    },
    state: flow.state,
    ...extras(flow, known, base),
  };
}

/** While messages do not get out, whoever waits for one is told, whether one is under way to them or not. */
function undelivered({ courier }: FlowDependencies, { state, active, data }: Flow): UiMessage[] {
  const sent = data.prepared[active ?? ''] as { via?: 'email' | 'sms' } | undefined;
  if (state !== 'sent_email' || !sent?.via || !courier.failing(sent.via)) return [];
  const said = cannotSend();
  return data.messages.some(({ text }) => text === said.text) ? [] : [said];
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
