import type { HookContext } from '../hooks/hooks.ts';
import { identityWire } from '../identity/identity.ts';
import { rfc3339 } from '../kernel/clock.ts';
import { gradingOf, sessionWire } from '../sessions/sessions.ts';
import type { Context } from './context.ts';

/** What a web hook may know of a submission: who and what, and no code, token or password. */
export function hookContext({
  flow,
  identity = null,
  opened = null,
  config,
  client,
}: Pick<Context, 'flow' | 'config' | 'client'> & Partial<Pick<Context, 'identity' | 'opened'>>): HookContext {
  const { kind } = flow;
  const base = config['serve.public.base_url'];
  const { transientPayload } = flow;
  const { traits, newIdentity } = flow.data;
  const somebody = identity
    ? identityWire(identity, base)
    : kind === 'registration'
      ? { id: newIdentity!.id, schema_id: newIdentity!.schemaId, traits: traits ?? {} }
      : undefined;
  const session =
    opened && identity ? sessionWire({ session: opened.session, identity }, gradingOf(config)) : undefined;
  return {
    flow: {
      id: flow.id,
      type: flow.client,
      state: flow.state,
      active: flow.active,
      issued_at: rfc3339(flow.issuedAt),
      expires_at: rfc3339(flow.expiresAt),
      request_url: flow.requestUrl,
      ...(transientPayload ? { transient_payload: transientPayload } : {}),
    },
    request_method: 'POST',
    request_url: `${base}/self-service/${kind}?flow=${flow.id}`,
    request_headers: { 'User-Agent': client.origin.userAgent },
    ...(somebody ? { identity: somebody } : {}),
    ...(session ? { session } : {}),
    ...(transientPayload ? { transient_payload: transientPayload } : {}),
  };
}
