import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

interface Scope {
  after(work: () => Promise<void>): void;
}

/** A message as it arrived. */
export interface Arrived {
  from: string;
  /** Of the envelope: whom the server would deliver to. */
  to: string[];
  raw: string;
  mail: ParsedMail;
  /** The connection was encrypted. */
  secure: boolean;
}

type Refusable = 'MAIL' | 'RCPT' | 'DATA';

export interface MailServer {
  port: number;
  arrived: Arrived[];
  /** How many connections were made. */
  connections: number;
  /** Answers this to the next senders, recipients or messages in place of taking them; null takes them again. */
  refuse(at: Refusable, answer: { code: number; text: string } | null): void;
  stop(): Promise<void>;
}

/** The whole message; null where the connection ends before it, as at the end of a test that waits for no message. */
async function textOf(stream: AsyncIterable<Buffer>): Promise<string | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk);
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A real SMTP server on a loopback port, a free one unless given, until the end of the test. */
export async function startMailServer(
  scope: Scope,
  { port = 0, host = '127.0.0.1', ...options }: SMTPServerOptions & { port?: number; host?: string } = {},
): Promise<MailServer> {
  const refusals = new Map<Refusable, { code: number; text: string }>();
  const refused = (at: Refusable) => {
    const answer = refusals.get(at);
    return answer ? Object.assign(new Error(answer.text), { responseCode: answer.code }) : null;
  };
  const arrived: Arrived[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    // Clients keep their connections; the end of a test does not wait for them.
    closeTimeout: 1,
    onConnect: (_session, callback) => {
      self.connections += 1;
      callback();
    },
    onMailFrom: (_address, _session, callback) => callback(refused('MAIL')),
    onRcptTo: (_address, _session, callback) => callback(refused('RCPT')),
    onData: async (stream, session, callback) => {
      const raw = await textOf(stream);
      if (raw === null) return callback(new Error('The message broke off.'));
      const { mailFrom, rcptTo } = session.envelope;
      const from = mailFrom ? mailFrom.address : '';
      const to = rcptTo.map(({ address }) => address);
      const refusal = refused('DATA');
      if (!refusal) arrived.push({ from, to, raw, mail: await simpleParser(raw), secure: session.secure });
      callback(refusal);
    },
    ...options,
  });
  // A client that breaks off is what some tests are about.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  let stopped = false;
  const self: MailServer = {
    port: (server.server.address() as AddressInfo).port,
    arrived,
    connections: 0,
    refuse: (at, answer) => {
      if (answer) refusals.set(at, answer);
      else refusals.delete(at);
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
  scope.after(() => self.stop());
  return self;
}
