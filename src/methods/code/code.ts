import type { Courier } from '../../courier/courier.ts';
import type { Identities, Identity } from '../../identity/identity.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Origin } from '../../kernel/request.ts';
import type { Reader, Store, Tx } from '../../store/store.ts';
import type { OneTime, Sent } from '../one-time/one-time.ts';
import { isRefusal } from '../strategy.ts';
import { codeLogin } from './login.ts';
import { codeRecovery } from './recovery.ts';
import { codeRegistration } from './registration.ts';
import { codeVerification, verificationMessage } from './verification.ts';

export interface CodeOptions {
  lifetimeSeconds: number;
  /** A code opens a session. */
  passwordless: boolean;
  /** A code is a second proof. */
  secondFactor: boolean;
  /** Codes go to telephones too. */
  sms: boolean;
  /** Nothing tells who has an account. */
  mitigate: boolean;
  /** Addresses without an account get a message that says so. */
  notifyUnknown: { recovery: boolean; verification: boolean };
  baseUrl: string;
  loginUrl: string;
}

export interface CodeDependencies {
  oneTime: OneTime;
  identities: Pick<
    Identities,
    | 'byAddress'
    | 'byIdentifier'
    | 'byId'
    | 'codeAddresses'
    | 'codeChannels'
    | 'declaredAddresses'
    | 'verifyAddress'
    | 'addressSent'
  >;
  courier: Pick<Courier, 'has'>;
  store: Store;
  clock: Clock;
  sms: {
    /** The numbers of a person that may prove who they are. */
    proving(db: Reader, identity: Identity): Promise<readonly string[]>;
    /** Whether no text message goes to this number, whoever has it. */
    blocked(number: string): boolean;
  };
  /** Read at each use: the configuration may change while the server runs. */
  options(): CodeOptions;
}

/** Sends a code that a flow did not ask for itself. */
export interface CodeSender {
  /**
   * To verify an address, or to confirm a new one (`change`); answers what the flow keeps of it. An address that is
   * somebody else's gets no code that works, and nobody hears of it. Sends nothing when the limits forbid it.
   */
  send(
    tx: Tx,
    sending: {
      flowId: string;
      identity: Identity;
      address: string;
      via: 'email' | 'sms';
      change: boolean;
      origin: Origin;
    },
  ): Promise<Sent>;
}

/** One-time codes by e-mail and telephone (`code` on the wire). */
export function createCode(dependencies: CodeDependencies) {
  const { identities, oneTime, options } = dependencies;
  const sender: CodeSender = {
    async send(tx, { flowId, identity, address, via, change, origin }) {
      const owner = await identities.byAddress(tx, address);
      const usable = change ? owner === null || owner.id === identity.id : owner?.id === identity.id;
      const sent = await oneTime.send(tx, {
        flowId,
        address,
        via,
        identity,
        origin,
        usable,
        silent: !usable || dependencies.sms.blocked(address),
        message: verificationMessage(dependencies, flowId),
        lifetimeSeconds: options().lifetimeSeconds,
      });
      if (!isRefusal(sent)) await identities.addressSent(tx, identity.id, address);
      return { address, via };
    },
  };
  return {
    login: codeLogin(dependencies),
    registration: codeRegistration(dependencies),
    recovery: codeRecovery(dependencies),
    verification: codeVerification(dependencies),
    sender,
  };
}
