import type { Identity } from '../identity/identity.ts';
import { badRequest } from '../kernel/errors.ts';
import { message } from '../methods/messages.ts';
import type { Tx } from '../store/store.ts';
import type { FlowDependencies } from './context.ts';
import { newFlow } from './create.ts';
import { flowError } from './errors.ts';
import { insertFlow } from './store.ts';

export interface RecoveryIssue {
  identity: Identity;
  by: 'code' | 'link';
  kind: 'browser' | 'api';
  /** Null: as long as one that a person asks for. */
  lifetimeSeconds: number | null;
}

export interface IssuedRecovery {
  /** The page of the flow, or the link that lets in at once. */
  link: string;
  /** The code, or the token of the link. Told once; only its digest is stored. */
  secret: string;
  expiresAt: number;
}

/** A recovery that the operator begins for somebody. Throws `flow_disabled` and `no_recovery_address` (400). */
export async function issueRecovery(
  dependencies: FlowDependencies,
  tx: Tx,
  { identity, by, kind, lifetimeSeconds }: RecoveryIssue,
): Promise<IssuedRecovery> {
  const { config, oneTime, clock } = dependencies;
  const base = config['serve.public.base_url'];
  const enabled = config['selfservice.flows.recovery.enabled'] && config[`selfservice.methods.${by}.enabled`];
  if (!enabled) throw flowError('flow_disabled');
  const addresses = identity.addresses.filter(({ recovery, via }) => recovery && via === 'email');
  const address = addresses.find(({ verified }) => verified) ?? addresses[0];
  if (!address) throw badRequest('no_recovery_address', 'This identity has no address for recovery.');
  const lifetime = lifetimeSeconds ?? config[`selfservice.methods.${by}.config.lifespan`];
  const client = { kind, person: null, csrf: null };
  const request = { requestUrl: `${base}/self-service/recovery/${kind}`, returnTo: null };
  const flow = newFlow(dependencies, client, request, {
    kind: 'recovery',
    lifespanSeconds: Math.max(lifetime, config['selfservice.flows.recovery.lifespan']),
    state: 'sent_email',
    active: by,
    data: {
      messages: [message(by === 'code' ? 1060003 : 1060002)],
      prepared: { [by]: { address: address.value, via: 'email' } },
      byOperator: true,
    },
  });
  const secret = await oneTime.issue(tx, {
    flowId: flow.id,
    address: address.value,
    via: 'email',
    identity,
    usable: true,
    lifetimeSeconds: lifetime,
    secret: by === 'code' ? 'code' : 'token',
  });
  await insertFlow(tx, flow);
  const link =
    by === 'code'
      ? `${config['selfservice.flows.recovery.ui_url']}?flow=${flow.id}`
      : `${base}/self-service/recovery?flow=${flow.id}&token=${secret}`;
  return { link, secret, expiresAt: clock() + lifetime * 1000 };
}
