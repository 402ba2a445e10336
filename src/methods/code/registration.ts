import { type Evidence, evidence } from '../../assurance/evidence.ts';
import type { Tx } from '../../store/store.ts';
import { message } from '../messages.ts';
import type { Code } from '../one-time/one-time.ts';
import {
  type Attempt,
  blockedNumber,
  type FlowFacts,
  isRefusal,
  type Refusal,
  type RegistrationStrategy,
  refusal,
  type Turn,
} from '../strategy.ts';
import { given } from '../submitted.ts';
import { submit } from '../ui.ts';
import type { CodeDependencies } from './code.ts';
import { codeNodes, resendNode, typedCode } from './nodes.ts';

interface ProvenAddress {
  evidence: Evidence;
  address: string;
  /** Null: the address was proven on the page before. */
  code: Code | null;
}

const wrong = 4040003;

/** Registering by a code: it proves the address, and later codes to it sign in. */
export function codeRegistration({
  oneTime,
  identities,
  courier,
  clock,
  sms,
  options,
}: CodeDependencies): RegistrationStrategy<ProvenAddress> {
  const usable = (via: 'email' | 'sms') => courier.has(via) && (via === 'email' || options().sms);

  /** The address that the code goes to: the first one of these traits that the schema means for it. */
  function target({ registration }: FlowFacts) {
    const { schemaId, traits } = registration!;
    const addresses = identities.declaredAddresses(schemaId, traits ?? {});
    return addresses.find(({ code, via }) => code && usable(via));
  }

  async function send(tx: Tx, { flow, origin }: Attempt): Promise<Refusal | Turn> {
    const address = target(flow);
    if (!address) return refusal('no_address', 4000002, { context: { property: 'email' } });
    if (sms.blocked(address.value)) return blockedNumber(`traits.${address.path}`);
    const owner = await identities.byAddress(tx, address.value);
    const minutes = Math.round(options().lifetimeSeconds / 60);
    const sent = await oneTime.send(tx, {
      flowId: flow.id,
      address: address.value,
      via: address.via,
      identity: null,
      origin,
      usable: owner === null,
      silent: false,
      lifetimeSeconds: options().lifetimeSeconds,
      message: (code) =>
        owner
          ? { template: 'registration_exists', data: { link: options().loginUrl } }
          : { template: 'registration_code_valid', data: { registration_code: code, expires_in_minutes: minutes } },
    });
    if (isRefusal(sent)) return sent;
    return { turned: true, state: 'sent_email', messages: [message(1040005)], prepared: sent };
  }

  /** The address was proven on the page before, so that nothing has to be sent once more. */
  const already = (flow: FlowFacts) => {
    const proven = flow.registration?.proven ?? null;
    return proven !== null && proven === target(flow)?.value ? proven : null;
  };

  return {
    group: 'code',

    async nodes(flow) {
      if (flow.state === 'sent_email') return codeNodes(1070012, resendNode());
      // Where everything is asked for on one page, the address is not known yet.
      if (!options().passwordless || !identities.codeChannels(flow.registration!.schemaId).some(usable)) return [];
      return [submit('code', 'method', 'code', already(flow) === null ? 1040006 : 1040003)];
    },

    responsible: (body) => body['method'] === 'code' || given(body['code']),

    async claim(tx, attempt) {
      const { flow, body } = attempt;
      if (already(flow) !== null) return null;
      if (!given(body['code']) || given(body['resend'])) return send(tx, attempt);
      return oneTime.claim(tx, flow.id, wrong);
    },

    async verify({ flow, body }) {
      const proven = already(flow);
      if (proven !== null) {
        return { address: proven, code: null, evidence: evidence({ method: 'code', channel: 'email', at: clock() }) };
      }
      const code = await oneTime.check(flow.id, typedCode(body['code']), wrong);
      if (isRefusal(code)) return code;
      if (code.address !== target(flow)?.value) return refusal('traits_differ', 4000036);
      return {
        address: code.address,
        code,
        evidence: evidence({ method: 'code', channel: code.via, at: clock() }),
      };
    },

    async commit(tx, { flow }, { code, address }) {
      if (code && !(await oneTime.spend(tx, code))) return refusal('spent_code', wrong);
      // On the page that only proves the address nobody has been made yet.
      await identities.verifyAddress(tx, flow.registration!.identityId, address);
      return [];
    },
  };
}
