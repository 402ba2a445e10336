import { evidence, factorOf } from '../../assurance/evidence.ts';
import { type Address, canonicalAddress, type Identity } from '../../identity/identity.ts';
import type { Reader, Tx } from '../../store/store.ts';
import { message } from '../messages.ts';
import type { Code } from '../one-time/one-time.ts';
import {
  type Attempt,
  blockedNumber,
  type FlowFacts,
  isRefusal,
  missingField,
  type Noted,
  type ProofStrategy,
  type Proven,
  type Refusal,
  refusal,
  type Turn,
} from '../strategy.ts';
import { given } from '../submitted.ts';
import { submit, type UiNode } from '../ui.ts';
import type { CodeDependencies } from './code.ts';
import { masked } from './masked.ts';
import { codeNodes, resendNode, sentIn, typedCode } from './nodes.ts';

interface ProvenByCode extends Proven {
  code: Code;
}

const wrong = 4010008;

/** Told to whoever is signed in alone: to everybody else the number is like one that is nobody's. */
const noTextMessages = (): Refusal => {
  const reason = 'Codes by SMS are not possible for your account. Use another way.';
  return { ...refusal('no_text_messages', 4000001, { context: { reason } }), status: 403 };
};

/** Signing in by a code, proving oneself again by one, and a code as second proof. */
export function codeLogin({
  oneTime,
  identities,
  courier,
  store,
  clock,
  sms,
  options,
}: CodeDependencies): ProofStrategy<ProvenByCode> {
  const usable = (via: Address['via']) => courier.has(via) && (via === 'email' || options().sms);

  /** Where a code that proves this person may go. A number has to be verified before it proves anything. */
  async function addressesOf(db: Reader, identity: Identity): Promise<Address[]> {
    const known = identities.codeAddresses(identity).filter(({ via }) => usable(via));
    if (!known.some(({ via }) => via === 'sms')) return known;
    const numbers = await sms.proving(db, identity);
    return known.filter(({ via, value }) => via !== 'sms' || numbers.includes(value));
  }

  /**
   * Where a second proof's code may go: to what is verified, and of that to the trait that was asked for. Not to where the
   * first one went: the same mailbox twice proves no more.
   */
  async function secondAddresses(
    db: Reader,
    { session, via: trait }: FlowFacts,
    identity: Identity,
  ): Promise<Address[]> {
    const given = new Set(session?.evidence.map((proof) => factorOf(proof).kind));
    const adds = ({ via }: Address) => given.size > 1 || !given.has(factorOf({ method: 'code', channel: via }).kind);
    const declared = identities.declaredAddresses(identity.schemaId, identity.traits);
    const wanted = trait === null ? undefined : (declared.find(({ path }) => path === trait)?.value ?? '');
    const known = await addressesOf(db, identity);
    return known.filter((own) => own.verified && (wanted ?? own.value) === own.value && adds(own));
  }

  /** Who got here by a mailbox alone is not told the telephone number of whoever it belongs to. */
  const shownAs = ({ session }: FlowFacts, address: string) => (session?.limited ? masked(address) : address);

  const waitsAfterRecovery = (session: FlowFacts['session']) =>
    session?.limited === true && session.evidence.some(({ recovery }) => recovery);

  /**
   * Whether this flow takes codes: as first proof, or as second where that is switched on. Whoever was let in by their
   * mailbox alone may show their telephone in any case: it was theirs before.
   */
  function offered({ kind, second, session, withoutMailbox }: FlowFacts): boolean {
    if (kind !== 'login' || (withoutMailbox && !second)) return false;
    return second ? options().secondFactor || waitsAfterRecovery(session) : options().passwordless;
  }

  /** Where the code of somebody who is signed in goes; a second proof only to an address that is verified. */
  async function own(
    tx: Tx,
    flow: FlowFacts,
    { identifier, address, resend }: Attempt['body'],
  ): Promise<Address | Refusal> {
    const person = flow.identity!;
    const known = await (flow.second ? secondAddresses(tx, flow, person) : addressesOf(tx, person));
    const named = [address, resend ? sentIn(flow)?.address : undefined, identifier].find(given);
    // The name that a page carries along need not be an address; then it says nothing about where to.
    const asked = named && (named === address || canonicalAddress(named)) ? named : undefined;
    if (asked === undefined) return known[0] ?? refusal('foreign_address', 4010010);
    const { value: wanted } = canonicalAddress(asked) ?? { value: null };
    const found = known.find(({ value }) => value === wanted || shownAs(flow, value) === asked);
    if (found) return found;
    const number = person.addresses.some(({ value, via }) => value === wanted && via === 'sms' && usable(via));
    return number ? noTextMessages() : refusal('foreign_address', 4010010);
  }

  async function send(tx: Tx, { flow, body, origin }: Attempt): Promise<Refusal | Turn> {
    const typed = given(body['identifier']) ? body['identifier'] : (flow.identifier ?? '');
    let target: { value: string; via: Address['via'] };
    let identity: Identity | null;
    if (flow.identity) {
      const address = await own(tx, flow, body);
      if (isRefusal(address)) return address;
      [target, identity] = [address, flow.identity];
    } else {
      if (typed.trim() === '') return missingField('identifier');
      const address = canonicalAddress(typed);
      if (!address || !usable(address.via)) return refusal('malformed_address', 4000040, { node: 'identifier' });
      if (sms.blocked(address.value)) return blockedNumber('identifier');
      target = address;
      const owner = await identities.byIdentifier(tx, 'code', address.value);
      const reaches = owner && (await addressesOf(tx, owner)).some(({ value }) => value === address.value);
      identity = reaches && owner.state === 'active' ? owner : null;
      if (!identity && !options().mitigate) return refusal('unknown_address', 4000035);
    }
    const sent = await oneTime.send(tx, {
      flowId: flow.id,
      address: target.value,
      via: target.via,
      identity,
      origin,
      usable: identity !== null,
      silent: identity === null,
      lifetimeSeconds: options().lifetimeSeconds,
      message: (code) => ({ template: 'login_code_valid', data: { login_code: code, ...expiry() } }),
    });
    if (isRefusal(sent)) return sent;
    return {
      turned: true,
      state: 'sent_email',
      messages: [message(flow.identity ? 1010025 : 1010014)],
      prepared: sent,
      ...(flow.identity ? {} : { identifier: typed.trim() }),
      identity,
      noted: identity ? [{ type: 'code.sent', details: { via: target.via } }] : [],
    };
  }

  const expiry = () => ({ expires_in_minutes: Math.round(options().lifetimeSeconds / 60) });

  return {
    group: 'code',

    async nodes(flow): Promise<UiNode[]> {
      if (!offered(flow)) return [];
      if (flow.state === 'sent_email') return codeNodes(1070013, resendNode());
      if (!flow.second) return courier.has('email') ? [submit('code', 'method', 'code', 1010015)] : [];
      const verified = flow.identity ? await secondAddresses(store.read, flow, flow.identity) : [];
      return verified.map(({ value, via }) => {
        const address = shownAs(flow, value);
        return submit('code', 'address', address, message(1010023, { address, channel: via }));
      });
    },

    responsible: (body) => body['method'] === 'code' || given(body['code']) || given(body['address']),

    async claim(tx, attempt) {
      const { flow, body } = attempt;
      if (!offered(flow)) return refusal('method_off', 4010002);
      if (!given(body['code']) || given(body['resend'])) return send(tx, attempt);
      return oneTime.claim(tx, flow.id, wrong);
    },

    async verify({ flow, body }): Promise<ProvenByCode | Refusal> {
      const code = await oneTime.check(flow.id, typedCode(body['code']), wrong);
      if (isRefusal(code)) return code;
      const identity = code.identity_id === null ? null : await identities.byId(store.read, code.identity_id);
      if (!identity || (flow.identity && flow.identity.id !== identity.id)) return refusal('wrong_code', wrong);
      return { identity, code, evidence: evidence({ method: 'code', channel: code.via, at: clock() }) };
    },

    async commit(tx, _attempt, { identity, code }): Promise<Refusal | Noted[]> {
      if (!(await oneTime.spend(tx, code))) return refusal('spent_code', wrong);
      // The address may have changed hands since the code was sent.
      const current = await identities.byId(tx, identity.id);
      const address = current && (await addressesOf(tx, current)).find(({ value }) => value === code.address);
      if (!address) return refusal('address_gone', wrong);
      if (address.verified) return [];
      await identities.verifyAddress(tx, identity.id, code.address);
      return [{ type: 'address.verified' }];
    },
  };
}
