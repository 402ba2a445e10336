import { canonicalAddress, type Identity } from '../../identity/identity.ts';
import { message } from '../messages.ts';
import type { Code } from '../one-time/one-time.ts';
import {
  blockedNumber,
  isRefusal,
  missingField,
  type Refusal,
  refusal,
  type VerificationStrategy,
  type VerifiedAddress,
} from '../strategy.ts';
import { given } from '../submitted.ts';
import { input, submit } from '../ui.ts';
import type { CodeDependencies } from './code.ts';
import { codeNodes, sentIn, typedCode } from './nodes.ts';

interface Verified extends VerifiedAddress {
  code: Code;
}

const wrong = 4070006;

/** The message with a code for an address; its link leads to the page with the code filled in. */
export function verificationMessage({ options }: Pick<CodeDependencies, 'options'>, flowId: string) {
  return (code: string) => ({
    template: 'verification_code_valid' as const,
    data: {
      verification_code: code,
      verification_url: `${options().baseUrl}/self-service/verification?flow=${flowId}&code=${code}`,
      expires_in_minutes: Math.round(options().lifetimeSeconds / 60),
    },
  });
}

/** Proving an address by a code to it; in a flow about a new address, that one. */
export function codeVerification(dependencies: CodeDependencies): VerificationStrategy<Verified> {
  const { oneTime, identities, courier, store, options } = dependencies;
  const usable = (via: 'email' | 'sms') => courier.has(via) && (via === 'email' || options().sms);

  return {
    group: 'code',

    async nodes(flow) {
      const sent = sentIn(flow);
      if (flow.state === 'sent_email' && sent) {
        const resend = sent.via === 'email' ? 'email' : 'sms';
        return codeNodes(1070011, submit('code', resend, sent.address, 1070008));
      }
      const phones = usable('sms');
      return [
        input('code', 'email', {
          type: phones ? 'text' : 'email',
          required: true,
          autocomplete: 'email',
          label: phones ? 1070018 : 1070007,
        }),
        submit('code', 'method', 'code', 1070009),
      ];
    },

    responsible: (body) =>
      body['method'] === 'code' || given(body['email']) || given(body['sms']) || given(body['code']),

    async claim(tx, { flow, body, origin }) {
      const asked = body['email'] ?? body['sms'];
      if (given(body['code']) && !given(asked)) return oneTime.claim(tx, flow.id, wrong);
      if (!flow.change && !given(asked)) return missingField(flow.state === 'sent_email' ? 'code' : 'email');
      // A flow about a new address is about no other.
      const address = canonicalAddress(flow.change ? flow.change.address : String(asked ?? ''));
      if (!address || !usable(address.via)) return refusal('malformed_address', 4000040, { node: 'email' });
      if (dependencies.sms.blocked(address.value)) return blockedNumber('email');
      const owner = await identities.byAddress(tx, address.value);
      let identity: Identity | null;
      let works: boolean;
      if (flow.change) {
        identity = await identities.byId(tx, flow.change.identityId);
        works = identity !== null && (owner === null || owner.id === identity.id);
      } else {
        const known = owner?.addresses.some(({ value, verifiable }) => value === address.value && verifiable);
        identity = known && owner?.state === 'active' ? owner : null;
        works = identity !== null;
      }
      const told = options().notifyUnknown.verification && !flow.change;
      const sent = await oneTime.send(tx, {
        flowId: flow.id,
        address: address.value,
        via: address.via,
        identity,
        origin,
        usable: works,
        lifetimeSeconds: options().lifetimeSeconds,
        silent: !works && !told,
        message: (code) =>
          works || !told
            ? verificationMessage(dependencies, flow.id)(code)
            : { template: 'verification_code_invalid', data: {} },
      });
      if (isRefusal(sent)) return sent;
      return {
        turned: true,
        state: 'sent_email',
        messages: [message(address.via === 'email' ? 1080003 : 1080004)],
        prepared: sent,
        identity,
        noted: works ? [{ type: 'code.sent', details: { via: address.via } }] : [],
      };
    },

    async verify({ flow, body }): Promise<Verified | Refusal> {
      const code = await oneTime.check(flow.id, typedCode(body['code']), wrong);
      if (isRefusal(code)) return code;
      const identity = code.identity_id === null ? null : await identities.byId(store.read, code.identity_id);
      return identity ? { identity, address: code.address, code } : refusal('wrong_code', wrong);
    },

    async commit(tx, _attempt, { code }) {
      return (await oneTime.spend(tx, code)) ? [] : refusal('spent_code', wrong);
    },
  };
}
