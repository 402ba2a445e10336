import type { Channel } from './courier.ts';
import { createGateway, type Http } from './gateway.ts';
import { createPrinter } from './printer.ts';
import type { CourierSettings } from './settings.ts';
import { createSmtp } from './smtp.ts';
import type { Transport } from './transport.ts';
import { createTwilio } from './twilio.ts';

interface Means {
  http: Http;
  print: (line: string) => void;
}

/** The transport of each channel that this installation has. */
export function createTransports(
  { email, sms, product }: CourierSettings,
  { http, print }: Means,
): Record<Channel, Transport | undefined> {
  return { email: emailTransport(), sms: smsTransport() };

  function emailTransport() {
    switch (email.type) {
      case 'none':
        return undefined;
      case 'console':
        return createPrinter('email', print);
      case 'smtp':
        return createSmtp(email, product);
      case 'http':
        return createGateway('email', email, http);
    }
  }

  function smsTransport() {
    switch (sms.type) {
      case 'none':
        return undefined;
      case 'console':
        return createPrinter('sms', print);
      case 'http':
        return createGateway('sms', sms, http);
      case 'twilio':
        return createTwilio(sms, http);
    }
  }
}
