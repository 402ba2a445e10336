import { type Evidence, evidence } from '../../assurance/evidence.ts';
import type { Courier, Outgoing } from '../../courier/courier.ts';
import { type Address, canonicalAddress, type Identities, type Identity } from '../../identity/identity.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Store } from '../../store/store.ts';
import { type MessageId, message } from '../messages.ts';
import type { Code, OneTime } from '../one-time/one-time.ts';
import { type Attempt, isRefusal, missingField, type Refusal, refusal, type Strategy } from '../strategy.ts';
import { given } from '../submitted.ts';
import { input, submit } from '../ui.ts';

export interface LinkOptions {
  lifetimeSeconds: number;
  notifyUnknown: { recovery: boolean; verification: boolean };
  /** Where links begin. */
  baseUrl: string;
}

interface LinkDependencies {
  oneTime: OneTime;
  identities: Pick<Identities, 'byAddress' | 'byId'>;
  courier: Pick<Courier, 'has'>;
  store: Store;
  clock: Clock;
  options(): LinkOptions;
}

interface Followed {
  identity: Identity;
  evidence: Evidence;
  address: string;
  code: Code;
}

/** What differs between a link that lets somebody back in and one that verifies an address. */
interface Purpose {
  flow: 'recovery' | 'verification';
  sent: MessageId;
  invalid: MessageId;
  /** Whom a link is sent to when they ask for it. */
  known(address: Address): boolean;
  /** What the address still has to be when the link is followed; the operator's goes to unverified ones as well. */
  still(address: Address): boolean;
  message(url: string, minutes: number): Pick<Outgoing, 'template' | 'data'>;
  unknown: Outgoing['template'];
}

const purposes: Purpose[] = [
  {
    flow: 'recovery',
    sent: 1060002,
    invalid: 4060004,
    known: ({ recovery, verified }) => recovery && verified,
    still: ({ recovery }) => recovery,
    message: (url, minutes) => ({
      template: 'recovery_valid',
      data: { recovery_url: url, expires_in_minutes: minutes },
    }),
    unknown: 'recovery_invalid',
  },
  {
    flow: 'verification',
    sent: 1080001,
    invalid: 4070001,
    known: ({ verifiable }) => verifiable,
    still: ({ verifiable }) => verifiable,
    message: (url, minutes) => ({
      template: 'verification_valid',
      data: { verification_url: url, expires_in_minutes: minutes },
    }),
    unknown: 'verification_invalid',
  },
];

/** One-time links by e-mail (`link` on the wire), in place of codes where an installation prefers them. */
export function createLink(dependencies: LinkDependencies) {
  const [recovery, verification] = purposes.map((purpose) => strategy(dependencies, purpose));
  return { recovery: recovery!, verification: verification! };
}

function strategy(
  { oneTime, identities, courier, store, clock, options }: LinkDependencies,
  purpose: Purpose,
): Strategy<Followed> {
  async function send(tx: Parameters<OneTime['send']>[0], { flow, body, origin }: Attempt) {
    if (!given(body['email'])) return missingField('email');
    const address = canonicalAddress(body['email']);
    if (address?.via !== 'email' || !courier.has('email')) {
      return refusal('malformed_address', 4000040, { node: 'email' });
    }
    const owner = await identities.byAddress(tx, address.value);
    const known = owner?.addresses.some((own) => own.value === address.value && purpose.known(own));
    const identity = known && owner?.state === 'active' ? owner : null;
    const { lifetimeSeconds, notifyUnknown, baseUrl } = options();
    const url = (token: string) => `${baseUrl}/self-service/${purpose.flow}?flow=${flow.id}&token=${token}`;
    const sent = await oneTime.send(tx, {
      flowId: flow.id,
      address: address.value,
      via: 'email',
      identity,
      origin,
      usable: identity !== null,
      lifetimeSeconds,
      secret: 'token',
      silent: identity === null && !notifyUnknown[purpose.flow],
      message: (token) =>
        identity || !notifyUnknown[purpose.flow]
          ? purpose.message(url(token), Math.round(lifetimeSeconds / 60))
          : { template: purpose.unknown, data: {} },
    });
    if (isRefusal(sent)) return sent;
    return {
      turned: true as const,
      state: 'sent_email' as const,
      messages: [message(purpose.sent)],
      prepared: sent,
      identity,
      noted: identity ? [{ type: 'code.sent' as const, details: { via: 'email' } }] : [],
    };
  }

  return {
    group: 'link',

    async nodes({ prepared }) {
      const sent = prepared['link'] as { address: string } | undefined;
      return [
        input('link', 'email', {
          type: 'email',
          required: true,
          autocomplete: 'email',
          value: sent?.address,
          label: 1070007,
        }),
        submit('link', 'method', 'link', 1070009),
      ];
    },

    responsible: (body) => body['method'] === 'link' || given(body['token']),

    async claim(tx, attempt): Promise<Refusal | Awaited<ReturnType<typeof send>> | null> {
      return given(attempt.body['token']) ? null : send(tx, attempt);
    },

    async verify({ flow, body }) {
      const code = await oneTime.check(flow.id, String(body['token']), purpose.invalid);
      if (isRefusal(code)) return code;
      const identity = code.identity_id === null ? null : await identities.byId(store.read, code.identity_id);
      if (!identity) return refusal('wrong_link', purpose.invalid);
      const recovery = purpose.flow === 'recovery';
      return {
        identity,
        address: code.address,
        code,
        evidence: evidence({ method: 'link', channel: 'email', at: clock(), ...(recovery ? { recovery } : {}) }),
      };
    },

    async commit(tx, _attempt, { identity, code }) {
      if (!(await oneTime.spend(tx, code))) return refusal('spent_link', purpose.invalid);
      const current = await identities.byId(tx, identity.id);
      const still = current?.addresses.some((own) => own.value === code.address && purpose.still(own));
      return still ? [] : refusal('address_gone', purpose.invalid);
    },
  };
}
