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
  // Refused for good after RCPT or DATA: this recipient or this text (RFC 5321 §4.2.1), and not the sender.
  const fault = permanent === true && /^(?:RCPT TO|DATA)$/.test(command ?? '') ? 'message' : 'transport';
  return {
    delivered: false,
    fault,
    error: `The mail server answered ${command ?? ''}: ${safeError(response ?? '', secrets)}`,
  };
}
