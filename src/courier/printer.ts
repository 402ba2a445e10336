import type { Channel } from './courier.ts';
import type { Transport } from './transport.ts';

/** Development without a mail server: the operator reads on the console what would have been sent, a line for each. */
export function createPrinter(channel: Channel, print: (line: string) => void): Transport {
  return {
    real: false,
    async send({ recipient, content: { subject, text } }) {
      const message = channel === 'email' ? { to: recipient, subject, body: text } : { to: recipient, body: text };
      print(`${channel === 'email' ? 'mail' : 'sms'}: ${JSON.stringify(message)}`);
      return { delivered: true };
    },
  };
}
