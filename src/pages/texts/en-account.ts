import { events } from './en-events.ts';

/** The sentences of the account page. */
export const account = {
  title: 'Your account',
  signOut: 'Sign out',
  console: 'Open STING',
  needsScript:
    'Adding and renaming passkeys and security keys, ending sessions and deleting the account need JavaScript, which is switched off in this browser.',
  never: 'never',
  utc: '{time} UTC',
  added: 'Added',
  lastUsed: 'Last used',
  from: 'from {ip}',
  remove: 'Remove',
  suspended: 'Suspended',
  oneWayIn: 'You have only one way to sign in. Add another one, so that losing it does not lock you out.',
  oneBesideCodes:
    'Beside codes by e-mail you have only one way to sign in. Add another one, so that losing it does not leave you with codes alone.',
  lastOne: 'This is your last way to sign in. Add another one before you remove it.',
  lastBesideCodes: 'Without it only codes by e-mail would be left. Add another one before you remove it.',
  /** Shown once, above the backup codes, to whoever has set up the installation. */
  welcome:
    'Welcome: this installation is yours now. As the next step make backup codes, so that losing your device does not lock you out. Then open STING above.',
  /** What a form has changed, by the event that it came to. */
  saved: {
    'profile.changed': 'Your profile is saved.',
    'passkey.added': 'The passkey was added. You can sign in with it from now on.',
    'passkey.removed': 'The passkey was removed.',
    'security_key.added': 'The security key was added.',
    'security_key.removed': 'The security key was removed.',
    'totp.added': 'The authenticator app works now.',
    'totp.removed': 'The authenticator app was removed.',
    'backup_codes.generated': 'Your backup codes are saved and work from now on.',
    'backup_codes.removed': 'Your backup codes were removed.',
    'password.changed': 'Your password is saved.',
    'password.removed': 'Your password was removed.',
  },
  /** Nothing else opens until the key is there. */
  mustEnrol: {
    anyKey: 'With your role you need a passkey or a security key before you can go on. Add one here.',
    deviceBound:
      'With your role you need a passkey that stays on this device, or a security key, before you can go on. A synced passkey signs you in, but is not enough. Add one here.',
  },
  /** A date follows. */
  enrolBy: {
    anyKey: 'With your role you need a passkey or a security key. Add one here; nothing else opens without it from:',
    deviceBound:
      'With your role you need a passkey that stays on this device, or a security key; a synced passkey is not enough. Add one here; nothing else opens without it from:',
  },
  sealOpen: 'You opened a sealed code: everything that you do is written down. It is open until:',
  held: 'Access to this account was recovered lately. For its protection, new ways to sign in and addresses can be added only from:',
  invite: {
    title: 'Sign in without codes',
    lead: 'With a passkey you sign in by fingerprint, face or screen lock. It is faster than a code, and nobody can talk you out of it.',
    later: 'Not now',
  },
  addresses: {
    title: 'Addresses',
    verified: 'Confirmed',
    unverified: 'Not confirmed',
    verify: 'Confirm now',
    verifyThis: 'Confirm now: {address}',
    smsRisk:
      'Text messages can be intercepted, and a number can be moved to another phone. Treat your phone number as a fallback only.',
  },
  passkeys: {
    lead: 'The strongest way: each passkey signs you in on its own. Two are safer than one.',
    synced: 'Synced',
    deviceOnly: 'This device only',
    rename: 'Rename',
    renameLabel: 'Name',
    save: 'Save',
    removeWarning:
      'This passkey will no longer sign you in here. Afterwards also delete it where it is stored, for instance in your password manager.',
    removeConfirm: 'Remove this passkey',
  },
  securityKeys: {
    lead: 'A strong second proof: a small device that you plug in or hold to your phone.',
    removeWarning: 'This security key will no longer confirm that it is you.',
    removeConfirm: 'Remove this security key',
  },
  authenticatorApp: {
    lead: 'A good second proof: an app on your phone shows a new code every 30 seconds.',
    setUp: 'Set up an authenticator app',
    scan: 'Scan this picture with your app. Then enter the code that the app shows.',
    active: 'Your authenticator app is set up.',
    removeWarning: 'Codes from this app will no longer be accepted. Afterwards also delete the entry in the app.',
  },
  backupCodes: {
    lead: 'For emergencies: a second proof when something else is out of reach. Each code works once.',
    left: 'Codes left: {count}',
    few: 'Only few codes are left. Make new ones; the old ones then stop working.',
    used: 'You signed in with a backup code. If another of your proofs is lost, remove it and set up a new one. Then make new codes.',
    none: 'You have no backup codes yet.',
    renewWarning: 'Your present codes, used and unused, stop working as soon as you have confirmed the new ones.',
    removeWarning: 'All your codes stop working. Without them, losing your other proof may lock you out.',
    keep: 'Save these codes now. They are not shown again, and they work only once you have confirmed.',
    copy: 'Copy',
    download: 'Download',
    print: 'Print',
    fileName: 'sting-backup-codes.txt',
    fileTitle: 'STING backup codes for {name}. Each works once.',
  },
  sessions: {
    title: 'Where you are signed in',
    unknown: 'Unknown browser',
    current: 'This browser',
    on: '{browser} on {system}',
    signedIn: 'Signed in',
    lastSeen: 'Last seen',
    end: 'End',
    endThis: 'End the session {session}',
    endOthers: 'End all others',
    alone: 'You are signed in nowhere else.',
  },
  deletion: {
    title: 'Delete account',
    lead: 'Closes your account now, and deletes it with everything in it later.',
    lastOwner:
      'You are the only owner of this installation. Make somebody else owner, then you can delete your account.',
    ownsJars:
      'You own Honey Jars that nobody else could delete. Give them to somebody else or delete them, then you can delete your account.',
    summary: 'Delete my account',
    effects: [
      'You are signed out at once, here and everywhere, and nobody can sign in any more.',
      'Codes and links that are under way stop working.',
    ],
    gone: 'Your profile, your ways to sign in and what was shared with you are deleted for good on:',
    keepable: 'Until then you can keep your account: we mail you a link for that.',
    notKeepable: 'Until then only the person who runs this installation can bring it back: no mail reaches you.',
    confirm: 'Delete my account',
    proofs: { totp: 'Code from your authenticator app', lookup_secret: 'One of your backup codes' },
    prove: 'Confirm',
    doneTitle: 'Your account is closed',
    next: 'Go to sign-in',
  },
  history: {
    title: 'Recent activity',
    lead: 'If you do not recognise something, end the other sessions and remove what is not yours.',
    empty: 'Nothing has happened yet.',
    events,
  },
};

/** What the account page's script says; `STATUS`-like names are codes of the API. */
export const accountScript = {
  failed: 'That did not work. Reload this page and try again.',
  offline: 'The server did not answer. Check your connection and try again.',
  not_found: 'This is not there any more. Reload this page.',
  invalid_name: 'This name cannot be used. Take 1 to 100 ordinary characters.',
  too_many_requests: 'That was too much at once. Wait a minute and try again.',
  step_up_required: 'That was not enough. Start again.',
  enrolment_required: 'This needs a stronger proof than you have. Add a passkey first.',
  proof_refused: 'That was not right. Try again.',
  last_owner: 'You are the only owner. Make somebody else owner first.',
  owns_jars: 'You own Honey Jars. Give them to somebody else or delete them first.',
  renamed: 'Renamed.',
  ended: 'The session has ended.',
  othersEnded: 'All other sessions have ended.',
  copied: 'Copied.',
  notCopied: 'The browser did not allow copying. Select the codes and copy them yourself.',
};
