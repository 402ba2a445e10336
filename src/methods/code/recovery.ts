import { evidence } from '../../assurance/evidence.ts';
import { canonicalAddress } from '../../identity/identity.ts';
import { message } from '../messages.ts';
import type { Code } from '../one-time/one-time.ts';
import { isRefusal, missingField, type ProofStrategy, type Proven, type Refusal, refusal } from '../strategy.ts';
import { given } from '../submitted.ts';
import { input, submit } from '../ui.ts';
import type { CodeDependencies } from './code.ts';
import { codeNodes, sentIn, typedCode } from './nodes.ts';

interface Recovered extends Proven {
  code: Code;
}

const wrong = 4060006;

/** Coming back in by a code to an address that is verified and meant for it. */
export function codeRecovery({
  oneTime,
  identities,
  courier,
  store,
  clock,
  options,
}: CodeDependencies): ProofStrategy<Recovered> {
  return {
    group: 'code',

    async nodes(flow) {
      const sent = sentIn(flow);
      if (flow.state === 'sent_email' && sent) {
        return codeNodes(1070010, submit('code', 'email', sent.address, 1070008));
      }
      return [
        input('code', 'email', { type: 'email', required: true, autocomplete: 'email', label: 1070007 }),
        submit('code', 'method', 'code', 1070009),
      ];
    },

    responsible: (body) => body['method'] === 'code' || given(body['email']) || given(body['code']),

    async claim(tx, { flow, body, origin }) {
      if (given(body['code']) && !given(body['email'])) return oneTime.claim(tx, flow.id, wrong, flow);
      if (!given(body['email'])) return missingField(flow.state === 'sent_email' ? 'code' : 'email');
      const address = canonicalAddress(body['email']);
      if (address?.via !== 'email' || !courier.has('email')) {
        return refusal('malformed_address', 4000040, { node: 'email' });
      }
      const owner = await identities.byAddress(tx, address.value);
      const known = owner?.addresses.some(
        ({ value, recovery, verified }) => value === address.value && recovery && verified,
      );
      const identity = known && owner?.state === 'active' ? owner : null;
      const minutes = Math.round(options().lifetimeSeconds / 60);
      const sent = await oneTime.send(tx, {
        flowId: flow.id,
        address: address.value,
        via: 'email',
        identity,
        origin,
        usable: identity !== null,
        lifetimeSeconds: options().lifetimeSeconds,
        silent: identity === null && !options().notifyUnknown.recovery,
        message: (code) =>
          identity || !options().notifyUnknown.recovery
            ? { template: 'recovery_code_valid', data: { recovery_code: code, expires_in_minutes: minutes } }
            : { template: 'recovery_code_invalid', data: {} },
      });
      if (isRefusal(sent)) return sent;
      return {
        turned: true,
        state: 'sent_email',
        messages: [message(1060003)],
        prepared: sent,
        identity,
        noted: identity ? [{ type: 'code.sent', details: { via: 'email' } }] : [],
      };
    },

    async verify({ flow, body }): Promise<Recovered | Refusal> {
      const code = await oneTime.check(flow.id, typedCode(body['code']), wrong);
      if (isRefusal(code)) return code;
      const identity = code.identity_id === null ? null : await identities.byId(store.read, code.identity_id);
      if (!identity) return refusal('wrong_code', wrong);
      const proof = evidence({ method: 'code', channel: code.via, recovery: true, at: clock() });
      return { identity, code, evidence: proof };
    },

    async commit(tx, _attempt, { identity, code }) {
      if (!(await oneTime.spend(tx, code))) return refusal('spent_code', wrong);
      const current = await identities.byId(tx, identity.id);
      const still = current?.addresses.some(({ value, recovery }) => value === code.address && recovery);
      return still ? [] : refusal('address_gone', wrong);
    },
  };
}
