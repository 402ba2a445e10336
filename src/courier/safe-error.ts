import { oneLine } from './templates/values.ts';

const mark = '[redacted]';

/**
 * What a server said of a message, fit for records: it may quote what it was sent. Without the `secrets`, and without any
 * run of digits or characters that is as long as a code or token.
 */
export function safeError(said: string, secrets: readonly string[]): string {
  let safe = oneLine(said);
  for (const secret of secrets) if (secret.length >= 4) safe = safe.replaceAll(secret, mark);
  return safe.replace(/\d{6,}|[\w+/=-]{24,}/g, mark);
}
