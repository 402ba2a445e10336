import type { SMTPPoolOptions, SMTPTransportOptions, Transporter } from 'nodemailer';
import { OperatorError } from '../kernel/errors.ts';
import type { SmtpSettings } from './settings.ts';
import { smtpOutcome } from './smtp-outcome.ts';
import { smtpServer } from './smtp-uri.ts';
import { isSecret } from './templates/template.ts';
import type { Delivery, Transport } from './transport.ts';

/** For each step of the conversation with a mail server; somebody waits for a probe. */
const stepTimeoutMs = 10_000;
const probeStepTimeoutMs = 3_000;
/** For one message altogether: a server may keep each step just short of its limit. */
const messageTimeoutMs = 25_000;

/** Headers that are the courier's own. */
const ownHeaders = /^(?:from|sender|to|cc|bcc|subject|date|message-id|mime-version|content-.*|auto-submitted)$/i;

/** Sends over a mail server, on connections that are kept for the next message. Throws OperatorError for settings that cannot be. */
export function createSmtp(settings: SmtpSettings, product: string): Transport {
  const server = smtpServer(settings.connectionUri);
  const from = { name: settings.fromName ?? product, address: settings.fromAddress };
  const headers = { 'Auto-Submitted': 'auto-generated', ...checked(settings.headers ?? {}) };
  checkSender(from);
  const domain = from.address.split('@')[1]!;

  const client = { ...server, ...(settings.localName ? { name: settings.localName } : {}) };
  let pool: Promise<Transporter> | undefined;
  const failed = (error: unknown, secrets: readonly string[]) =>
    smtpOutcome(error, [server.auth?.pass ?? '', server.auth?.user ?? '', ...secrets]);

  return {
    real: true,
    async send({ id, recipient, content, at }) {
      const { subject, text, html, language } = content;
      try {
        pool ??= open({ ...client, ...pooled, ...stepTimeouts(stepTimeoutMs) });
        const transporter = await pool;
        await transporter.sendMail({
          from,
          to: { name: '', address: recipient },
          envelope: { from: from.address, to: [recipient] },
          subject,
          text,
          html,
          headers: { ...headers, 'Content-Language': language },
          // The same at every attempt: what was taken and not confirmed can be told from a second message.
          messageId: `<${id}@${domain}>`,
          date: new Date(at),
          textEncoding: 'quoted-printable',
          disableFileAccess: true,
          disableUrlAccess: true,
          signal: AbortSignal.timeout(messageTimeoutMs),
        });
        return { delivered: true };
      } catch (error) {
        return failed(error, secretsOf(recipient, content));
      }
    },
    async probe() {
      try {
        await (await open({ ...client, ...stepTimeouts(probeStepTimeoutMs) })).verify();
        return { delivered: true };
      } catch (error) {
        return failed(error, []);
      }
    },
    close() {
      void pool?.then((transporter) => transporter.close());
    },
  };
}

/** Loaded when the first message is sent: most starts are without one. */
async function open(options: SMTPPoolOptions | SMTPTransportOptions): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  return createTransport(options);
}

/** Another attempt is the courier's decision, so that a message is not requeued here. */
const pooled = { pool: true, maxConnections: 5, maxRequeues: 0 } as const;

const stepTimeouts = (ms: number) => ({
  connectionTimeout: ms,
  greetingTimeout: ms,
  socketTimeout: ms,
  dnsTimeout: ms,
});

function secretsOf(recipient: string, { data }: Delivery['content']): string[] {
  return [recipient, ...Object.entries(data).flatMap(([name, value]) => (isSecret(name) ? [String(value)] : []))];
}

function checked(headers: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || ownHeaders.test(name))
      throw new OperatorError(`courier.smtp.headers: ${JSON.stringify(name)} is not a header that can be set.`);
    if (/\p{Cc}/u.test(value)) throw new OperatorError(`courier.smtp.headers: ${name} holds a control character.`);
  }
  return headers;
}

function checkSender({ name, address }: { name: string; address: string }): void {
  if (!/^[^\s\p{C}"(),:;<>@[\]\\]+@[^\s\p{C}"(),:;<>@[\]\\]+$/u.test(address))
    throw new OperatorError('courier.smtp.from_address is no e-mail address.');
  if (/\p{Cc}/u.test(name)) throw new OperatorError('courier.smtp.from_name holds a control character.');
}
