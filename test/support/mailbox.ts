import assert from 'node:assert/strict';
import type { ConfigKey } from '../../src/config/config.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { startServer, type TestServer } from './server.ts';

interface Letter {
  subject: string;
  text: string;
}

/** What came to the addresses of a test, the newest last; what waits to be sent is sent first. */
export interface Mailbox {
  letters(address: string): Promise<Letter[]>;
  /** The six digits of the newest message that has any. */
  code(address: string): Promise<string>;
  /** The newest link that leads into a flow. */
  link(address: string): Promise<string>;
}

function mailbox(server: TestServer, read: (address: string) => Letter[]): Mailbox {
  async function newest(address: string, pattern: RegExp): Promise<string> {
    const letters = await self.letters(address);
    const found = letters.map(({ text }) => pattern.exec(text)?.[0]).findLast((each) => each !== undefined);
    return found ?? assert.fail(`no ${pattern} in what came to ${address}: ${letters.at(-1)?.text}`);
  }
  const self: Mailbox = {
    async letters(address) {
      await server.app.courier.dispatch();
      return read(address);
    },
    code: (address) => newest(address, /\b\d{6}\b/),
    link: (address) => newest(address, /https?:\/\/\S+\?flow=\S+/),
  };
  return self;
}

/** Of a server in development, which prints its messages. */
export function printedMail(server: TestServer): Mailbox {
  return mailbox(server, (address) =>
    server.printed
      .filter((line) => line.startsWith('mail: '))
      .map((line) => JSON.parse(line.slice('mail: '.length)))
      .filter(({ to }) => to === address)
      .map(({ subject, body }) => ({ subject, text: body })),
  );
}

/** A server whose messages are delivered by a real SMTP server, so that codes prove addresses. */
export async function startMailingServer(
  scope: Parameters<typeof startServer>[0],
  flags: Partial<Record<ConfigKey, unknown>> = {},
): Promise<{ server: TestServer; mail: MailServer; box: Mailbox }> {
  const mail = await startMailServer(scope);
  const smtp = { 'courier.smtp.connection_uri': `smtp://127.0.0.1:${mail.port}/?disable_starttls=true` };
  const server = await startServer(scope, { flags: { ...smtp, ...flags } });
  const box = mailbox(server, (address) =>
    mail.arrived
      .filter(({ to }) => to.includes(address))
      .map(({ mail: { subject = '', text = '' } }) => ({ subject, text })),
  );
  return { server, mail, box };
}
