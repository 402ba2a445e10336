import type { Access } from './access/access.ts';
import type { Evidence } from './assurance/evidence.ts';
import type { Audit } from './audit/audit.ts';
import type { Config } from './config/config.ts';
import type { Courier } from './courier/courier.ts';
import { isBlockedNumber, offeredMethods, provingNumbers } from './flows/flows.ts';
import type { Identities, Identity } from './identity/identity.ts';
import { type Clock, rfc3339 } from './kernel/clock.ts';
import type { Random } from './kernel/secrets.ts';
import type { Keyring } from './keyring/keyring.ts';
import { createAttempts, sweepUnknownAttempts, unknownSubject } from './methods/attempts/attempts.ts';
import { createBackupCodes } from './methods/backup-codes/backup-codes.ts';
import { createCode } from './methods/code/code.ts';
import { createIdentifierFirst } from './methods/identifier-first/identifier-first.ts';
import { createLink } from './methods/link/link.ts';
import { createOneTime } from './methods/one-time/one-time.ts';
import { createPasskey } from './methods/passkey/passkey.ts';
import { createPasswords } from './methods/password/password.ts';
import { createProfile } from './methods/profile/profile.ts';
import { createSecurityKeys, forSecurityKeys } from './methods/security-key/security-key.ts';
import { createTotp } from './methods/totp/totp.ts';
import { codeOptions, linkOptions, passwordPolicy, securityKeyRelyingParty } from './settings.ts';
import type { Reader, Store, Tx } from './store/store.ts';
import { createWebAuthn, type WebAuthn } from './webauthn/webauthn.ts';

interface Parts {
  config: Config;
  store: Store;
  audit: Pick<Audit, 'list'>;
  clock: Clock;
  random: Random;
  keyring: Keyring;
  identities: Identities;
  courier: Courier;
  access: Pick<Access, 'rolesOf' | 'enrolment'>;
  /** For passkeys. */
  webauthn: WebAuthn;
  addressesVerified: boolean;
}

/** Of these no attempt is counted: nobody guesses a key, or a link. */
const uncounted: ReadonlySet<string> = new Set(['passkey', 'webauthn', 'link']);
/** Here the proof was right, and the rules refused what it was for. */
const byRules: ReadonlySet<string | null> = new Set(['sign_in_refused', 'sign_in_unprovable']);

async function refusedKeys(audit: Pick<Audit, 'list'>, actor: string, since: number): Promise<number> {
  const { events } = await audit.list({ actor, type: 'login.failed', since: rfc3339(since), limit: 100 });
  return events.filter(({ methods, reason }) => methods.some((method) => uncounted.has(method)) && !byRules.has(reason))
    .length;
}

/** Every way to prove something, and in which flows it stands: only what is switched on. */
export function composeMethods({ config, webauthn, addressesVerified, ...parts }: Parts) {
  const { store, clock, random, identities, courier } = parts;
  const on = (method: 'passkey' | 'webauthn' | 'totp' | 'lookup_secret' | 'code' | 'link' | 'profile' | 'password') =>
    config[`selfservice.methods.${method}.enabled`];
  const mitigated = () => config['security.account_enumeration.mitigate'];
  const passwordless = config['selfservice.methods.webauthn.config.passwordless'];
  const { first } = offeredMethods(config, courier);

  const attempts = createAttempts({ clock });
  const oneTime = createOneTime({
    ...parts,
    attempts,
    options: () => ({
      tries: config['selfservice.methods.code.config.max_submissions'],
      sendsPerHour: config['security.code_sends_per_hour'],
    }),
  });
  const blocked = (number: string) => isBlockedNumber(config, number);
  const code = createCode({
    ...parts,
    oneTime,
    sms: {
      blocked,
      proving: (db, identity) => provingNumbers({ ...parts, config, backupCodesLeft }, db, identity),
    },
    options: () => codeOptions(config),
  });
  const link = createLink({ ...parts, oneTime, options: () => linkOptions(config) });
  const needsDeviceBound = async (db: Reader, identityId: string) =>
    (await parts.access.enrolment(db, identityId))?.needs.device_bound === true;
  const passkey = createPasskey({ ...parts, webauthn, first, needsDeviceBound });
  const securityKeys = createSecurityKeys({
    ...parts,
    webauthn: createWebAuthn({ relyingParty: forSecurityKeys(securityKeyRelyingParty(config)), clock, random }),
    first,
    needsDeviceBound,
    passwordless,
    enumerationMitigated: mitigated(),
  });
  const backupCodes = createBackupCodes({ store, clock, random, attempts });
  const backupCodesLeft = async (db: Reader, identityId: string) => (await backupCodes.count(db, identityId)).left;
  const totp = createTotp({ ...parts, attempts, issuer: config['selfservice.methods.totp.config.issuer'] });
  const passwords = on('password') ? createPasswords({ ...parts, attempts, policy: passwordPolicy(config) }) : null;
  const profile = createProfile({ identities, addressesVerified, blocked, confirms: (via) => courier.delivers(via) });
  const identifierFirst = createIdentifierFirst({ identities, mitigate: mitigated });

  return {
    attempts,
    backupCodes,
    backupCodesLeft,
    passwords,
    totp: on('totp') ? totp : null,
    sender: code.sender,
    oneTime,
    /**
     * How many attempts to prove to be this person failed since then, in milliseconds, an hour ago at most; beside the one
     * that gave this proof. Keys are counted by the audit, factors in the person's name, codes in that of the address.
     */
    async recentFailures(db: Reader, init: { identity: Identity; evidence: Evidence; since: number }): Promise<number> {
      const { identity, evidence, since } = init;
      const { id, addresses } = identity;
      const subjects = [id, ...addresses.map(({ value }) => unknownSubject(parts.keyring, value))];
      const counted = await attempts.recentFailures(db, subjects);
      const others = Math.max(0, counted - (uncounted.has(evidence.method) ? 0 : 1));
      return others + (await refusedKeys(parts.audit, id, since));
    },
    /** Removes what is kept of a person who goes. */
    async forget(tx: Tx, identityId: string): Promise<void> {
      await backupCodes.remove(tx, identityId);
      await attempts.forget(tx, identityId);
      await oneTime.forget(tx, identityId);
    },
    /** In the contract's order of groups (section 4.4). */
    ofFlows: {
      proof: [
        ...(on('webauthn') ? [securityKeys.proof] : []),
        ...(on('passkey') ? [passkey.proof] : []),
        ...(on('code') ? [code.login] : []),
        ...(passwords ? [passwords.proof] : []),
        ...(on('totp') ? [totp.proof] : []),
        ...(on('lookup_secret') ? [backupCodes.proof] : []),
        identifierFirst,
      ],
      registration: [
        ...(on('webauthn') && passwordless ? [securityKeys.registration] : []),
        ...(on('passkey') ? [passkey.registration] : []),
        ...(on('code') ? [code.registration] : []),
        ...(passwords ? [passwords.registration] : []),
      ],
      settings: [
        ...(on('profile') ? [profile] : []),
        ...(passwords ? [passwords.settings] : []),
        ...(on('lookup_secret') ? [backupCodes.settings] : []),
        ...(on('webauthn') ? [securityKeys.settings] : []),
        ...(on('passkey') ? [passkey.settings] : []),
        ...(on('totp') ? [totp.settings] : []),
      ],
      // Which of the two a flow goes by is the flow's to say; a change of address is confirmed by a code in any case.
      recovery: [link.recovery, code.recovery],
      verification: [link.verification, code.verification],
    },
    /** Removes codes and counts that nobody needs any more. */
    async sweep(): Promise<void> {
      await store.write((tx) => oneTime.sweep(tx));
      await sweepUnknownAttempts(store, clock());
    },
  };
}
