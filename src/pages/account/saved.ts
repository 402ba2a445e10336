import type { Texts } from '../texts/en.ts';
import type { UiMessage } from '../ui.ts';
import { wordsUnder } from '../wording.ts';
import type { AccountPage } from './account.ts';

/** “Your changes are saved”, whatever they were. */
const changesSaved = 1050001;

/** The beginning of the events that a settings form of this group comes to. */
const eventsOf: Record<string, string> = {
  profile: 'profile',
  passkey: 'passkey',
  webauthn: 'security_key',
  totp: 'totp',
  lookup_secret: 'backup_codes',
  password: 'password',
};

/** What was saved, by the newest event of the form that was sent; the message itself where nothing better is known. */
export function savedOf(message: UiMessage, { flow, events }: AccountPage, { account }: Texts): UiMessage {
  if (message.id !== changesSaved) return message;
  const family = wordsUnder(eventsOf, flow.active ?? '');
  const newest = events.find(({ type }) => type.split('.')[0] === family);
  const reason = newest && wordsUnder(account.saved, newest.type);
  return reason === undefined ? message : { ...message, id: 0, text: reason };
}
