import type { Courier, Outgoing } from '../../courier/courier.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Clock } from '../../kernel/clock.ts';
import { uuid } from '../../kernel/ids.ts';
import type { Origin } from '../../kernel/request.ts';
import { type Random, secretToken } from '../../kernel/secrets.ts';
import type { Keyring } from '../../keyring/keyring.ts';
import { describeDevice } from '../../sessions/sessions.ts';
import type { Store, Tx } from '../../store/store.ts';
import type { Attempts } from '../attempts/attempts.ts';
import { throttled } from '../attempts/throttled.ts';
import { unknownSubject } from '../attempts/unknown.ts';
import { cannotSend, type MessageId } from '../messages.ts';
import { type Refusal, refusal } from '../strategy.ts';
import { admitSending } from './send-limits.ts';
import { sixDigits } from './six-digits.ts';
import { type Code, codeOf, countTry, deleteCodesOf, replaceCode, spendCode, sweepCodes } from './store.ts';

export type { Code } from './store.ts';

export interface OneTimeDependencies {
  store: Store;
  clock: Clock;
  random: Random;
  keyring: Keyring;
  attempts: Attempts;
  courier: Pick<Courier, 'queue' | 'rehearse' | 'failing'>;
  options(): {
    /** Wrong codes that a flow takes. */
    tries: number;
    /** Messages to one address in an hour. */
    sendsPerHour: number;
  };
}

export interface Sending {
  flowId: string;
  address: string;
  via: 'email' | 'sms';
  /** Whose code it is; null when it lets nobody in. */
  identity: Identity | null;
  origin: Origin;
  /** The message with this code. The secret is not used unless it is said in it. */
  message: (secret: string) => Pick<Outgoing, 'template' | 'data'>;
  /** Nobody is to get the message: it is made all the same, so that the answer takes as long. */
  silent: boolean;
  /** Whether the code may work: otherwise a code that nobody knows stands in its place, so that both look alike. */
  usable: boolean;
  lifetimeSeconds: number;
  secret?: 'code' | 'token';
}

type Issue = Omit<Sending, 'origin' | 'message' | 'silent'>;

/** What a flow keeps of what was sent: not the code. */
export interface Sent {
  address: string;
  via: 'email' | 'sms';
}

export interface OneTime {
  /** Makes the flow's code or token, in place of an earlier one, and answers it: the only time that it is told. */
  issue(tx: Tx, init: Issue): Promise<string>;
  send(tx: Tx, sending: Sending): Promise<Sent | Refusal>;
  /**
   * Counts a try, before it is looked at. `wrong` is the message for a code that is not right. `byOperator`: the code was
   * made by the operator, so that it has its own tries and no others: it is what is left when the address is closed.
   */
  claim(tx: Tx, flowId: string, wrong: MessageId, how?: { byOperator: boolean }): Promise<Refusal | null>;
  /** The flow's code when this is it. */
  check(flowId: string, secret: string, wrong: MessageId): Promise<Code | Refusal>;
  /** Spends it; of two that come with it one wins. */
  spend(tx: Tx, code: Code): Promise<boolean>;
  /** Removes what is kept of a person who goes. */
  forget(tx: Tx, identityId: string): Promise<void>;
  sweep(tx: Tx): Promise<void>;
}

/** The name under which wrong codes are counted, for each address apart from everything else. */
const factor = 'code';

/** Who asked, for the message. */
const about = ({ ip, userAgent }: Origin) => ({ ip, device: describeDevice(userAgent).name });

/** One-time codes and links: kept as keyed digests, bound to their flow and address, good once. */
export function createOneTime(dependencies: OneTimeDependencies): OneTime {
  const { store, clock, random, keyring, attempts, courier, options } = dependencies;
  // By address, so that one that is nobody's behaves like one that is somebody's.
  const subjectOf = (address: string) => unknownSubject(keyring, address);
  const bound = ({ flow_id, address }: Pick<Code, 'flow_id' | 'address'>, secret: string) =>
    `${flow_id}\n${address}\n${secret}`;

  async function issue(
    tx: Tx,
    { flowId, address, via, identity, usable, lifetimeSeconds, secret = 'code' }: Issue,
  ): Promise<string> {
    const value = secret === 'code' ? sixDigits(random) : secretToken(random);
    const earlier = await codeOf(tx, flowId);
    await replaceCode(tx, {
      id: uuid(random),
      flow_id: flowId,
      identity_id: identity?.id ?? null,
      address,
      via,
      hash: keyring.mac(factor, bound({ flow_id: flowId, address }, usable ? value : secretToken(random))),
      // A new code does not make up for wrong ones (SP 800-63B-4 §3.1.3).
      tries: earlier?.tries ?? 0,
      expires_at: clock() + lifetimeSeconds * 1000,
    });
    return value;
  }

  return {
    issue,

    async send(tx, { origin, message, silent, ...init }) {
      const { address, via, identity } = init;
      if (courier.failing(via)) {
        return { refused: true, reason: 'could_not_send', messages: [{ message: cannotSend() }], status: 503 };
      }
      const { sendsPerHour } = options();
      const refused = await admitSending(tx, { address, ip: origin.ip }, { clock, random, perHour: sendsPerHour });
      if (refused) return refused;
      const value = await issue(tx, init);
      const { template, data } = message(value);
      await courier[silent ? 'rehearse' : 'queue'](tx, {
        template,
        data: { ...about(origin), ...data },
        channel: via,
        recipient: address,
        language: origin.language ?? 'en',
        identityId: identity?.id ?? null,
      });
      return { address, via };
    },

    async claim(tx, flowId, wrong, { byOperator } = { byOperator: false }) {
      const code = await codeOf(tx, flowId);
      if (!code) return refusal('no_code', wrong);
      if (code.tries >= options().tries) {
        const reason = 'Too many wrong codes. Please start again.';
        return refusal('too_many_tries', 4000001, { context: { reason } });
      }
      if (!byOperator) {
        const wait = await attempts.reserve(tx, subjectOf(code.address), factor);
        const refused = throttled(wait, 'Codes to this address are closed; sign in another way.');
        if (refused) return refused;
      }
      await countTry(tx, code.id);
      return null;
    },

    async check(flowId, secret, wrong) {
      const code = await codeOf(store.read, flowId);
      if (!code || code.expires_at <= clock()) return refusal('expired_code', wrong);
      if (!keyring.matchesMac(factor, bound(code, secret), code.hash)) return refusal('wrong_code', wrong);
      return code;
    },

    async spend(tx, code) {
      if (!(await spendCode(tx, code.id))) return false;
      await attempts.succeed(tx, subjectOf(code.address), factor);
      return true;
    },

    forget: (tx, identityId) => deleteCodesOf(tx, identityId),
    sweep: (tx) => sweepCodes(tx, clock(), clock() - 3_600_000),
  };
}
