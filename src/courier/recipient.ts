import { badRequest } from '../kernel/errors.ts';
import type { Channel } from './courier.ts';

/**
 * One address and nothing that a mail header or an SMTP command could take for more. Quoted local parts (RFC 5321 §4.1.2)
 * are legal and refused: nobody has one, and they may hold anything.
 */
const mailAddress = /^[^\s\p{Cc}\p{Cf}\p{Z}"(),:;<>@[\]\\]{1,64}@[^\s\p{Cc}\p{Cf}\p{Z}"(),:;<>@[\]\\]{1,253}$/u;

/** ITU-T E.164: country code and number, at most 15 digits. */
const phoneNumber = /^\+[1-9]\d{6,14}$/;

/** Throws `invalid_recipient` (400). */
export function checkRecipient(channel: Channel, recipient: string): void {
  const valid = channel === 'email' ? mailAddress.test(recipient) : phoneNumber.test(recipient);
  if (!valid) throw badRequest('invalid_recipient', 'No message can be sent to this address.');
}
