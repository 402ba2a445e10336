/** Levels in the words of NIST SP 800-63B and of Kratos's wire contract. */
export const levels = ['aal0', 'aal1', 'aal2', 'aal3'] as const;
export type Level = (typeof levels)[number];

/** How a person proves themselves, and `api_key`: how a program shows that a person lets it act for them. */
export type Method = 'passkey' | 'webauthn' | 'totp' | 'lookup_secret' | 'code' | 'link' | 'password' | 'api_key';

/** One verified proof. Written by a method after it verified, never by a client. */
export interface Evidence {
  method: Method;
  /** Where a code or link was sent; null for the other methods. */
  channel: 'email' | 'sms' | null;
  /** The authenticator's UV flag of exactly this ceremony. */
  user_verified: boolean;
  /** The key cannot leave its device (backup eligible = false). */
  device_bound: boolean;
  /** The device-bound key is proven by an attestation that chains to a trusted root. */
  attested: boolean;
  /** The code or link was that of a recovery. */
  recovery?: boolean;
  /** Id of the credential that made the proof. */
  credential: string | null;
  /** When it was verified, in milliseconds. */
  at: number;
}

/** A proof with no property but those that are said: whoever verified it says what it showed. */
export function evidence(shown: Pick<Evidence, 'method' | 'at'> & Partial<Evidence>): Evidence {
  return { channel: null, user_verified: false, device_bound: false, attested: false, credential: null, ...shown };
}

/** More than this nobody can show: an attested key that cannot leave its device, with PIN or biometric. */
export const strongestProof = (at: number): Evidence =>
  evidence({ method: 'passkey', user_verified: true, device_bound: true, attested: true, at });

/**
 * `product` counts two different kinds of authenticator as two factors (an e-mail code and a TOTP code, for one);
 * `nist` follows SP 800-63B-4: e-mail never counts and two possession factors are one (section 2.2.1).
 */
export type Mode = 'product' | 'nist';

export interface Factor {
  /** Proofs of one kind never count twice, whichever credential made them. */
  kind: string;
  class: 'possession' | 'knowledge';
  phishing_resistant: boolean;
  /** Counts towards a level in `nist` mode. */
  nist: boolean;
  /** Counts as a factor beside one of another kind. */
  combines: boolean;
  /** How it fails, for whoever decides to rely on it. */
  risk: string;
}

const factors: Record<Exclude<Method, 'code' | 'link'> | 'email' | 'sms', Factor> = {
  passkey: {
    kind: 'key',
    class: 'possession',
    phishing_resistant: true,
    nist: true,
    combines: true,
    risk: 'A synced passkey is as safe as the account that syncs it; one that is not synced is lost with its device.',
  },
  webauthn: {
    kind: 'key',
    class: 'possession',
    phishing_resistant: true,
    nist: true,
    combines: true,
    risk: 'It can be lost, and without a PIN whoever finds it holds this proof.',
  },
  totp: {
    kind: 'authenticator app',
    class: 'possession',
    phishing_resistant: false,
    nist: true,
    combines: true,
    risk: 'A code that is typed into a false page can be used by whoever made that page.',
  },
  lookup_secret: {
    kind: 'backup codes',
    class: 'possession',
    phishing_resistant: false,
    nist: true,
    combines: true,
    risk: 'Whoever finds the list holds it; a false page can ask for a code.',
  },
  email: {
    kind: 'mailbox',
    class: 'possession',
    phishing_resistant: false,
    nist: false,
    combines: true,
    risk: 'It is as safe as the mailbox and everything that opens it; a false page can ask for the code.',
  },
  sms: {
    kind: 'telephone',
    class: 'possession',
    phishing_resistant: false,
    nist: true,
    combines: true,
    // SP 800-63B-4 §3.1.3.3 restricts it.
    risk: 'Text messages can be intercepted and a number moved to another phone; it is a fallback only.',
  },
  password: {
    kind: 'password',
    class: 'knowledge',
    phishing_resistant: false,
    nist: true,
    combines: true,
    risk: 'It can be guessed, is often used elsewhere too, and a false page can ask for it.',
  },
  api_key: {
    kind: 'API key',
    class: 'possession',
    phishing_resistant: false,
    nist: true,
    // Nobody is there who could prove anything more.
    combines: false,
    risk: 'Whoever reads it, in a script, a log or a backup, holds it until it is revoked or expires.',
  },
};

/** The proofs by anything but this: a key does not vouch for its own removal. */
export function beside(proofs: readonly Evidence[], key: Pick<Evidence, 'method' | 'credential'>): Evidence[] {
  return proofs.filter(({ method, credential }) => method !== key.method || credential !== key.credential);
}

/** What a proof is worth, from the one table of factors. */
export function factorOf({ method, channel }: Pick<Evidence, 'method' | 'channel'>): Factor {
  if (method === 'code' || method === 'link') return factors[channel ?? 'email'];
  return factors[method];
}
