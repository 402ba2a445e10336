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
  1010007: 'Backup code',
  1010010: 'Use backup code',
  1010021: 'Sign in with a passkey',
  1040001: 'Continue',
  1040003: 'Continue',
  1040007: 'Create your passkey',
  1040008: 'Back',
  1040009: 'Choose how you will sign in.',
  1050001: 'Your changes have been saved.',
  1050008: 'Create new backup codes',
  1050009: '{secret}',
  1050010: 'These are your backup codes. Keep them in a safe place.',
  1050011: 'I have saved these codes',
  1050014: 'This code has been used.',
  1050015: 'Backup codes',
  1050016: 'Remove backup codes',
  1050019: 'Add a passkey',
  1050020: 'Remove passkey “{display_name}”',
  1070002: '{title}',
  1070003: 'Save',
  1070004: 'ID',
  1070009: 'Continue',
  4000001: '{reason}',
  4000002: 'Please fill in “{property}”.',
  4000003: 'At least {min_length} characters are needed.',
  4000004: 'This does not have the expected form.',
  4000007: 'An account with this address exists already. Sign in instead.',
  4000014: 'You have no backup codes.',
  4000012: 'This backup code has been used already.',
  4000015: 'This passkey is not known here. It may have been removed.',
  4000016: 'This backup code is not right.',
  4000017: 'At most {max_length} characters are allowed.',
  4000026: 'This has the wrong type.',
  4000040: 'This is not a valid e-mail address.',
  4000041: 'This is not a valid phone number.',
  4000043: 'The passkey could not be verified. Please try again.',
  4010001: 'This sign-in took too long. Please start again.',
  4010002: 'Please choose a way to sign in.',
  4010003: 'Please choose how you want to sign in later.',
  4010004: 'There is nothing to save.',
  4010007: 'This sign-in is already completed.',
  4010011: 'This account is not active.',
  4040001: 'This registration took too long. Please start again.',
  4040002: 'This registration is already completed.',
  4050001: 'This page was open for too long. Please start again.',
} as const;

export type MessageId = keyof typeof texts;

function typeOf(id: number): UiMessage['type'] {
  if (id >= 4_000_000) return 'error';
  return id === 1050001 ? 'success' : 'info';
}

export function message(id: MessageId, context?: Record<string, unknown>): UiMessage {
  const text = texts[id].replace(/\{(\w+)\}/g, (_placeholder, name: string) => String(context?.[name] ?? ''));
  return { id, text, type: typeOf(id), ...(context ? { context } : {}) };
}

/** A message made elsewhere (a schema's problem) that brings its own wording. */
export function problemMessage(id: number, text: string, context: Record<string, unknown>): UiMessage {
  return { id, text, type: 'error', context };
}
