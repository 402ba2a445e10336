import { type Evidence, evidence, type Factor, factorOf, type Level, type Method, type Mode } from './evidence.ts';
import { level } from './level.ts';

/** Nobody signs in by an API key. */
type SignInMethod = Exclude<Method, 'api_key'>;

/** What a method is worth, as `level` counts it. */
export interface MethodRow extends Pick<Factor, 'kind' | 'class' | 'phishing_resistant' | 'risk'> {
  method: SignInMethod;
  /** Where a code or link goes; null for the other methods. */
  channel: Evidence['channel'];
  /** The level of this proof alone. */
  alone: Level;
  /** The same when the authenticator has verified its user; null for what cannot. */
  user_verified: Level | null;
  /** The level that it reaches beside a first proof of another kind. */
  second: Level;
}

const listed: Pick<MethodRow, 'method' | 'channel'>[] = [
  { method: 'passkey', channel: null },
  { method: 'webauthn', channel: null },
  { method: 'totp', channel: null },
  { method: 'lookup_secret', channel: null },
  { method: 'code', channel: 'email' },
  { method: 'code', channel: 'sms' },
  { method: 'link', channel: 'email' },
  { method: 'password', channel: null },
];

export const methodNames: readonly SignInMethod[] = [...new Set(listed.map(({ method }) => method))];

/** One row for each method, in this mode. Every level in it is an answer of `level`, so it cannot say anything else. */
export function methodTable(mode: Mode): MethodRow[] {
  return listed.map(({ method, channel }) => {
    const { kind, class: factorClass, phishing_resistant, risk } = factorOf({ method, channel });
    const proof = evidence({ method, channel, at: 0 });
    // What is known goes best with what is held, and the other way round.
    const first = evidence({ method: factorClass === 'knowledge' ? 'totp' : 'password', at: 0 });
    return {
      method,
      channel,
      kind,
      class: factorClass,
      phishing_resistant,
      alone: level([proof], mode),
      user_verified: phishing_resistant ? level([{ ...proof, user_verified: true }], mode) : null,
      second: level([first, proof], mode),
      risk,
    };
  });
}
