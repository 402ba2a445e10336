import type { NodemailerError } from 'nodemailer';
import { safeError } from './safe-error.ts';
import type { Outcome } from './transport.ts';

/**
 * What an error of the mail library means for the message. Its errors have a code; anything else is ours and thrown on.
 * `secrets` are kept out of the sentence.
 */
export function smtpOutcome(error: unknown, secrets: readonly string[]): Outcome {
  if (!(error instanceof Error) || !('code' in error)) throw error;
  const { code, originalCode, command, response, responseCode, permanent, message } = error as NodemailerError;
  if (responseCode === undefined) {
    const said = `${safeError(message, secrets)} (${originalCode ?? code})`;
    return { delivered: false, fault: 'transport', error: `The mail server cannot be used: ${said}.` };
  }
  // Answers to RCPT and DATA are about this recipient or this text, and not about the sender; the first digit tells
  // whether for good (RFC 5321 §4.2.1).
  const aboutThis = /^(?:RCPT TO|DATA)$/.test(command ?? '');
  const fault = aboutThis ? (permanent === true ? 'message' : 'recipient') : 'transport';
  return {
    delivered: false,
    fault,
    error: `The mail server answered ${command ?? ''}: ${safeError(response ?? '', secrets)}`,
  };
}
