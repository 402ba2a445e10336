/** A message or label of the wire contract; user interfaces translate by `id`. */
export interface UiMessage {
  id: number;
  text: string;
  type: 'info' | 'error' | 'success';
  context?: Record<string, unknown>;
}

/** The one table of Kratos message ids in use, with our wording. `{name}` takes a value of the context. */
const texts = {
  1010001: 'Sign in',
  1010003: 'Please confirm that it is you.',
  1010004: 'Please give a second proof to continue.',
  1010005: 'Verify',
  1010006: 'Code from your authenticator app',
  1010007: 'Backup code',
  1010008: 'Use your security key',
  1010009: 'Use authenticator app',
  1010010: 'Use backup code',
  1010011: 'Continue with your security key',
  1010012: 'Have your security key ready, then continue.',
  1010013: 'Continue',
  1010014: 'If there is an account with this address, a code is on its way. Enter it here.',
  1010015: 'Send me a code',
  1010019: 'Send me a code',
  1010021: 'Sign in with a passkey',
  1010022: 'Sign in with your password',
  1010023: 'Send a code to {address}',
  1010025: 'A code is on its way. Enter it here.',
  1040001: 'Continue',
  1040003: 'Continue',
  1040004: 'Sign up with a security key',
  1040005: 'A code is on its way to your address. Enter it here.',
  1040006: 'Send me a code',
  1040007: 'Create your passkey',
  1040008: 'Back',
  1040009: 'Choose how you will sign in.',
  1050001: 'Your changes have been saved.',
  1050004: 'Remove the authenticator app',
  1050005: 'Scan this with your authenticator app',
  1050006: '{secret}',
  1050007: 'Show backup codes',
  1050008: 'Create new backup codes',
  1050009: '{secret}',
  1050010: 'These are your backup codes. Keep them in a safe place.',
  1050011: 'I have saved these codes',
  1050012: 'Add a security key',
  1050013: 'Name of the security key',
  1050014: 'This code has been used.',
  1050015: 'Backup codes',
  1050016: 'Remove backup codes',
  1050017: 'Or type this secret into your authenticator app',
  1050018: 'Remove security key “{display_name}”',
  1050019: 'Add a passkey',
  1050020: 'Remove passkey “{display_name}”',
  1060001: 'You are back in. Set up how you will sign in from now on.',
  1060002: 'If there is an account with this address, a link is on its way.',
  1060003: 'If there is an account with this address, a code is on its way. Enter it here.',
  1070001: 'Password',
  1070002: '{title}',
  1070003: 'Save',
  1070004: 'ID',
  1070005: 'Submit',
  1070006: 'Code from your authenticator app',
  1070007: 'E-mail',
  1070008: 'Send a new code',
  1070009: 'Continue',
  1070010: 'Recovery code',
  1070011: 'Verification code',
  1070012: 'Registration code',
  1070013: 'Sign-in code',
  1070016: 'Address',
  1070017: 'Phone number',
  1070018: 'E-mail or phone number',
  1080001: 'A link is on its way to your address.',
  1080002: 'Your address is verified.',
  1080003: 'A code is on its way to your address. Enter it here.',
  1080004: 'A code is on its way to your phone. Enter it here.',
  1080005: 'Your phone number is verified.',
  4000001: '{reason}',
  4000002: 'Please fill in “{property}”.',
  4000003: 'At least {min_length} characters are needed.',
  4000004: 'This does not have the expected form.',
  4000005: '{reason}',
  4000006: 'These details are not right. Please try again.',
  4000007: 'An account with this address exists already. Sign in instead.',
  4000008: 'This code is not right.',
  4000009: 'This account has nothing to sign in with.',
  4000010: 'Please verify your address first.',
  4000011: 'You have no authenticator app.',
  4000012: 'This backup code has been used already.',
  4000013: 'You have no security key.',
  4000014: 'You have no backup codes.',
  4000015: 'This passkey is not known here. It may have been removed.',
  4000016: 'This backup code is not right.',
  4000017: 'At most {max_length} characters are allowed.',
  4000026: 'This has the wrong type.',
  4000031: 'The password is too close to your address or name.',
  4000032: 'The password needs at least {min_length} characters.',
  4000033: 'The password may have at most {max_length} characters.',
  4000034: 'This password is known from data breaches. Please choose another one.',
  4000035: 'There is no account with this address.',
  4000036: 'The details differ from those that the code was sent for.',
  4000037: 'There is no account with this address.',
  4000039: 'The new password is the same as the old one.',
  4000040: 'This is not a valid e-mail address.',
  4000041: 'This is not a valid phone number.',
  4000043: 'The passkey could not be verified. Please try again.',
  4010001: 'This sign-in took too long. Please start again.',
  4010002: 'Please choose a way to sign in.',
  4010003: 'Please choose how you want to sign in later.',
  4010004: 'There is nothing to save.',
  4010005: 'Please choose a way to recover your account.',
  4010006: 'Please choose a way to verify your address.',
  4010007: 'This sign-in is already completed.',
  4010008: 'This code is not right, or it has been used.',
  4010010: 'This address does not belong to your account.',
  4010011: 'This account is not active.',
  4040001: 'This registration took too long. Please start again.',
  4040002: 'This registration is already completed.',
  4040003: 'This code is not right, or it has been used.',
  4050001: 'This page was open for too long. Please start again.',
  4050002: 'Please change one address at a time.',
  4060001: 'This recovery is already completed.',
  4060002: 'The recovery did not work. Please start again.',
  4060004: 'This link is not valid any more. Please start again.',
  4060005: 'This recovery took too long. Please start again.',
  4060006: 'This code is not right, or it has been used.',
  4070001: 'This link is not valid any more. Please start again.',
  4070002: 'This verification is already completed.',
  4070003: 'The verification did not work. Please start again.',
  4070005: 'This verification took too long. Please start again.',
  4070006: 'This code is not right, or it has been used.',
  5000001: '{reason}',
  5000002: 'There is no way to sign in that works here.',
} as const;

export type MessageId = keyof typeof texts;

const successes = new Set([1050001, 1060001, 1080002, 1080005]);

function typeOf(id: number): UiMessage['type'] {
  if (id >= 4_000_000) return 'error';
  return successes.has(id) ? 'success' : 'info';
}

export function message(id: MessageId, context?: Record<string, unknown>): UiMessage {
  const text = texts[id].replace(/\{(\w+)\}/g, (_placeholder, name: string) => String(context?.[name] ?? ''));
  return { id, text, type: typeOf(id), ...(context ? { context } : {}) };
}

/** A message made elsewhere (a schema's problem) that brings its own wording. */
export function problemMessage(id: number, text: string, context: Record<string, unknown>): UiMessage {
  return { id, text, type: 'error', context };
}

/** What is said while messages do not get out, to whoever asks for one and to whoever waits for one. */
export const cannotSend = (): UiMessage =>
  message(4000001, { reason: 'We cannot send messages right now. Please try again in a few minutes.' });
