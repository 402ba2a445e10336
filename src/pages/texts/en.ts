import { account, accountScript } from './en-account.ts';
import { messages } from './en-messages.ts';

/** Every sentence of the pages in English. Another language is another file of this shape. */
export const en = {
  lang: 'en',
  /** What the language calls itself, for the switch. */
  language: 'English',
  product: 'STING',
  errorTitle: 'Error: {title}',
  security: 'Report a security problem',
  development: 'Development mode, for trying things out.',
  developmentMail: 'Without a mail server, messages stand on the server’s console.',
  needsScript: 'Passkeys and security keys need JavaScript, which is switched off in this browser.',
  or: 'or',
  otherWays: 'Other ways',
  optional: '(optional)',
  sentTo: 'Sent to',

  login: {
    title: 'Sign in',
    lead: '',
    passkeyHint: 'With your fingerprint, face, screen lock or security key.',
    sentTitle: 'Enter your code',
    confirmTitle: 'Confirm it’s you',
    confirmLead: 'This needs a fresh proof.',
    confirmPasskey: 'Confirm with a passkey',
    toRegistration: 'Create an account',
    toRecovery: 'Lost your passkey?',
    noneWorks: 'Nothing of this works?',
    restart: 'Sign in another way',
    otherAddress: 'Use another address',
    otherProof: 'Confirm another way',
  },
  registration: {
    title: 'Create your account',
    lead: '',
    setupTitle: 'Welcome',
    recoverTitle: 'Welcome back',
    recoverLead: 'Create a new passkey for your account. Everywhere else you will be signed out.',
    setupLead: 'You are setting up this STING installation. The account you create now becomes its owner.',
    step: 'Step {step}',
    passkeyTitle: 'Create your passkey',
    passkeyLead:
      'A passkey replaces the password. You sign in with your fingerprint, face or screen lock, and there is nothing to remember or to steal.',
    passkeyFor: 'For',
    withoutPasskey: 'Continue without a passkey',
    withoutHint: 'You then sign in with codes by e-mail and can add a passkey at any time.',
    sentTitle: 'Confirm your address',
    toLogin: 'I already have an account',
    restart: 'Use another address',
  },
  recovery: {
    title: 'Get back in',
    lead: 'Enter the e-mail address of your account. We send you a way back in.',
    sentTitle: 'Enter your code',
    toLogin: 'Back to sign-in',
    restart: 'Use another address',
  },
  verification: {
    title: 'Confirm your address',
    lead: 'Enter the address that you want to confirm. We send you a code.',
    sentTitle: 'Enter your code',
    doneTitle: 'Address confirmed',
    changeTitle: 'Confirm your new address',
    changeLead: 'It replaces the old one as soon as you have entered the code.',
    toLogin: 'Back to sign-in',
    restart: 'Use another address',
  },
  /** Instead of `sentTitle` where a link was sent and there is no code to enter. */
  linkSentTitle: 'Look into your mail',

  /** What a way to confirm is called when it waits folded up below the first one, by node group. */
  ways: {
    totp: 'Use the authenticator app',
    lookup_secret: 'Use a backup code',
    code: 'Use a code by message',
    password: 'Use your password',
  },
  smsRisk: 'Text messages can be intercepted. Prefer another way if you have one.',

  account,

  /** Headings of the node groups on the account page. */
  groups: {
    profile: 'Profile',
    passkey: 'Passkeys',
    lookup_secret: 'Backup codes',
    totp: 'Authenticator app',
    webauthn: 'Security keys',
    code: 'Confirm your new address',
    password: 'Password',
    oidc: 'Other accounts',
  },

  /** Labels of inputs whose node carries none. */
  labels: {
    identifier: 'E-mail address',
    'traits.email': 'E-mail address',
    'traits.name.first': 'First name',
    'traits.name.last': 'Last name',
    'traits.phone': 'Phone number',
    code: 'Code',
  },

  hints: {
    identifier: 'Select this field, and your browser offers your passkeys.',
    code: 'The {digits} digits from the message that we sent. They work for ten minutes at most.',
    totp_code: 'Six digits that change every 30 seconds.',
    lookup_secret: 'One of the codes that you saved. It works once.',
    webauthn_register_displayname: 'So that you can tell it from others, for instance “Blue key”.',
    'traits.phone': 'With the country code, for instance +49 30 1234567.',
  },

  /** Words that the server sends as text (titles of the schema, reasons of a refusal) and that we would say otherwise. */
  phrases: {},

  /** Shown on a button while the authenticator is asked. */
  waiting: 'Waiting for your device…',

  notices: {
    signedOut: { title: 'You are signed out', sentence: 'See you soon.', next: 'Sign in again' },
    invitationSpent: {
      title: 'This invitation is over',
      sentence: 'It has been accepted or taken back, or it is too old. Ask whoever invited you for a new one.',
      next: 'Go to sign-in',
    },
    setupSpent: {
      title: 'This link has been used',
      sentence: 'This installation already has its owner, and a set-up link works only once.',
      next: 'Go to sign-in',
    },
    setupUnknown: {
      title: 'This link does not work',
      sentence: 'Check that you copied it whole. The server prints it at its first start.',
      next: 'Go to sign-in',
    },
    registrationClosed: {
      title: 'Accounts are by invitation',
      sentence: 'Ask the person who runs this installation to invite you.',
      next: 'Go to sign-in',
    },
    noMail: {
      title: 'No mail can be sent here',
      sentence:
        'This installation has no mail server, so it cannot send you a code. Ask the person who runs it for a way back in, or to set courier.smtp.connection_uri.',
      next: 'Go to sign-in',
    },
    disowned: {
      title: 'Your account is safe again',
      sentence:
        'Everything that was signed in has been signed out, and if a way to sign in had been added, it is suspended. Sign in now and look through your ways to sign in and your recent activity.',
      next: 'Sign in',
    },
    addressReverted: {
      title: 'Your old address is back',
      sentence:
        'The change was taken back, and everything that was signed in has been signed out. Sign in now and look through your ways to sign in.',
      next: 'Sign in',
    },
    accountKept: {
      title: 'You keep your account',
      sentence:
        'It will not be deleted. Sign in as before; if you did not close it yourself, look through your account.',
      next: 'Sign in',
    },
    linkSpent: {
      title: 'This link does not work any more',
      sentence: 'It has been used, or it is too old. Sign in to look after your account yourself.',
      next: 'Go to sign-in',
    },
  },

  /** Pages that ask before something is done from a mail. */
  disown: {
    title: 'This wasn’t you?',
    lead: 'Then we protect your account right away:',
    effects: [
      'Everything that is signed in to your account is signed out, here and everywhere.',
      'If we told you about a new way to sign in, it is suspended.',
      'You sign in again and decide what stays.',
    ],
    confirm: 'This wasn’t me, protect my account',
    decline: 'It was me, change nothing',
  },
  revertAddress: {
    title: 'Keep your old address?',
    lead: 'Somebody changed the address of your account. If it was not you:',
    effects: [
      'Your old address replaces the new one.',
      'Everything that is signed in to your account is signed out, here and everywhere.',
      'You sign in again and decide what stays.',
    ],
    confirm: 'Take the change back',
    decline: 'It was me, change nothing',
  },
  keepAccount: {
    title: 'Keep your account?',
    lead: 'Your account is closed and waits to be deleted. If you keep it:',
    effects: [
      'It is not deleted, and everything in it is as it was.',
      'You sign in again, in the ways that you had.',
      'If it was not you who closed it, look through your sessions and your ways to sign in.',
    ],
    confirm: 'Keep my account',
    decline: 'Change nothing',
  },

  error: {
    title: 'This did not work',
    ours: 'Something went wrong on our side',
    ways: { again: 'Start again', back: 'Go back', account: 'To your account' },
    until: 'This is possible again from:',
    reference: 'If you ask for help, quote this reference:',
    /** By error code; what is not here is told as the error tells it. */
    sentences: {
      not_found: 'There is nothing at this address.',
      cookies_needed: 'This browser did not send our cookie back. Allow cookies for this site, then start again.',
      internal_error: 'Something unexpected happened. The fault is ours, not yours.',
      busy: 'There is too much to do at the moment. Try again in a minute.',
      session_already_available: 'You are signed in already.',
      session_inactive: 'Sign in to continue.',
      session_aal1_required: 'Sign in first.',
      session_aal2_required: 'This asks for a second proof.',
      session_refresh_required: 'Confirm that it is you to make this change.',
      self_service_flow_disabled: 'Accounts are by invitation here. Ask the person who runs this installation.',
      self_service_flow_return_to_forbidden: 'The address to return to is not allowed.',
      self_service_flow_expired: 'This page was open for too long. Start again.',
      security_csrf_violation: 'This form belongs to another browser. Start again.',
      security_identity_mismatch: 'This form belongs to another account.',
      missing_flow: 'This address does not say which form it belongs to. Start again.',
      unknown_flow: 'This form does not exist any more. Start again.',
      foreign_logout: 'This link signs out another session.',
      flow_disabled: 'This is switched off here. Ask the person who runs this installation.',
      schema_not_selectable: 'This kind of account cannot be chosen here.',
      session_verified_address_required: 'Confirm your address first; we have sent you a code.',
      recovery_hold:
        'Access to this account was recovered lately. For its protection, new ways to sign in cannot be added yet, and neither can addresses.',
      self_service_flow_replaced: 'This is done already. Start again if you need to.',
      browser_location_change_required: 'This goes on at another address. Start again.',
    },
  },

  /** What the passkey script says; the names are those of DOMException. */
  passkeyScript: {
    NotAllowedError: 'Nothing was confirmed: it was cancelled, took too long, or no passkey was found. Try again.',
    SecurityError: 'Passkeys do not work at this address. Open this page under its proper address.',
    unsupported: 'This browser cannot use passkeys. Open this page in another browser, or use a code.',
    failed: 'The passkey could not be used. Reload this page and try again.',
  },
  /** What it says besides where a passkey or a security key is made. */
  enrolmentScript: {
    InvalidStateError: 'This device already holds a passkey for your account. Use that one, or choose another device.',
    NotSupportedError: 'This device cannot make the kind of passkey that is needed. Try another device.',
    ConstraintError: 'This device has no screen lock that could confirm it is you. Set one up, or try another device.',
    incomplete: 'Fill in your details first.',
  },
  accountScript,
  messages,
};

export type Texts = Widened<typeof en>;

/** The same members in another language's words. */
type Widened<T> = T extends string
  ? string
  : T extends readonly string[]
    ? readonly string[]
    : { [K in keyof T]: Widened<T[K]> };
