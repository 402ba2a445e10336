import type { Flow } from '../ui.ts';

/** A passkey or a security key as the account page lists it. Times in milliseconds. */
export interface AccountKey {
  id: string;
  name: string;
  /** Model, such as "iCloud Keychain"; null when unknown. */
  authenticator: string | null;
  synced: boolean;
  suspended: boolean;
  addedAt: number;
  lastUsedAt: number | null;
  lastUsedIp: string | null;
  /** The credential id in hex: the value of `passkey_remove` and `webauthn_remove`. */
  removeValue: string;
  /** False for the last way in. */
  removable: boolean;
}

export interface AccountSession {
  id: string;
  browser: string;
  system: string;
  ip: string;
  signedInAt: number;
  lastSeenAt: number;
  current: boolean;
}

export interface AccountAddress {
  value: string;
  via: 'email' | 'sms';
  verified: boolean;
}

/** Everything on the account page: the settings flow and what stands beside it. */
export interface AccountPage {
  flow: Flow;
  displayName: string;
  /** Addresses that can be confirmed. */
  addresses: readonly AccountAddress[];
  passkeys: readonly AccountKey[];
  securityKeys: readonly AccountKey[];
  /** Null without one. */
  authenticatorApp: { addedAt: number; lastUsedAt: number | null } | null;
  /** Null when there never were any. */
  backupCodesLeft: number | null;
  /** With how many credentials the person can sign in. */
  waysIn: number;
  /** Codes by e-mail sign the person in besides. */
  codesSignIn: boolean;
  /** The person has just set up the installation: this is their first session, and nothing is made safe yet. */
  newOwner: boolean;
  /** Until when ways to sign in cannot be added, after a recovery. */
  heldUntil?: number;
  /** Until when a sealed code is open in one of their sessions. */
  sealOpenUntil?: number;
  sessions: readonly AccountSession[];
  /** The newest 20. */
  events: readonly { time: number; type: string; sentence: string; ip: string }[];
  /**
   * Their role asks for a key that they do not have, `deviceBound` for one that cannot leave its device. Nothing else opens
   * from `dueAt` on, in milliseconds; null: from now on.
   */
  enrolment: { deviceBound: boolean; dueAt: number | null } | null;
  /** This session was proven by one of the backup codes. */
  backupCodeUsed: boolean;
  /** What closing the account would come to, and what is in the way. */
  deletion: {
    /** When it would be gone, in milliseconds. */
    at: number;
    /** A link to keep it would reach the person. */
    keepable: boolean;
    blockers: { lastOwner: boolean; jars: readonly { name: string; href: string }[] };
  };
  links: { logout?: string; console?: string; verification?: string };
  /**
   * For the browser's password manager (WebAuthn L3 §5.1.10). Only when `passkeys` holds every passkey of the person,
   * suspended ones too: managers drop those that are not listed.
   */
  signal?: { rpId: string; userId: string; name: string; displayName: string };
}
