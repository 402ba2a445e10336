import type { HttpAuth } from '../kernel/http-auth.ts';

/** How an installation sends its messages; made from the configuration. */
export interface CourierSettings {
  /** Name of the installation in its messages. */
  product: string;
  /** Public address of the installation. */
  baseUrl: string;
  /** `console` prints instead of sending: for development only. */
  email: { type: 'none' } | { type: 'console' } | SmtpSettings | GatewaySettings;
  sms: { type: 'none' } | { type: 'console' } | GatewaySettings | TwilioSettings;
  /** How often a message is tried again before it is abandoned. 5 if left out. */
  retries?: number | undefined;
  /** The operator's own texts. */
  templateFolder?: string | undefined;
}

export interface SmtpSettings {
  type: 'smtp';
  /** As in Kratos: `smtps://user:password@host:465`, `smtp://host:587` with STARTTLS. */
  connectionUri: string;
  fromAddress: string;
  /** The product's name if left out. */
  fromName?: string | undefined;
  headers?: Record<string, string> | undefined;
  /** What the client calls itself in EHLO. */
  localName?: string | undefined;
}

export interface GatewaySettings {
  type: 'http';
  url: string;
  /** POST if left out. */
  method?: string | undefined;
  headers?: Record<string, string> | undefined;
  auth?: HttpAuth | null | undefined;
}

export interface TwilioSettings {
  type: 'twilio';
  accountSid: string;
  authToken: string;
  /** A number in E.164, or the SID of a messaging service. */
  from: string;
  /** `https://api.twilio.com` if left out. */
  baseUrl?: string | undefined;
}
