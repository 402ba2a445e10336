import { Buffer } from 'node:buffer';
import { HttpClientError } from '../kernel/http-client.ts';
import type { Channel } from './courier.ts';
import type { GatewayAuth, GatewaySettings } from './settings.ts';
import type { Delivery, Outcome, Transport } from './transport.ts';

/** The part of the HTTP client that the courier uses. Throws HttpClientError, and nothing else. */
export interface Http {
  send(request: {
    url: string;
    method: string;
    headers: Record<string, string>;
    body?: string;
    timeoutMs?: number;
  }): Promise<{ status: number; body: string }>;
}

const timeoutMs = 15_000;

/** Sends over a gateway that takes Kratos's JSON (`courier.http.request_config`, `courier.channels`). */
export function createGateway(channel: Channel, settings: GatewaySettings, http: Http): Transport {
  const headers = {
    ...settings.headers,
    ...authorization(settings.auth),
    'content-type': 'application/json',
  };
  return {
    real: true,
    send: (delivery) =>
      post(http, { url: settings.url, method: settings.method ?? 'POST', headers, body: bodyOf(channel, delivery) }),
  };
}

function bodyOf(channel: Channel, { recipient, template, content: { subject, text, html, data } }: Delivery): string {
  return JSON.stringify({
    recipient,
    ...(channel === 'email' ? { subject, body: text, html_body: html } : { body: text }),
    template_type: template,
    template_data: data,
    message_type: channel,
  });
}

function authorization(auth: GatewayAuth | null | undefined): Record<string, string> {
  if (!auth) return {};
  if (auth.type === 'basic_auth') return { authorization: basic(auth.config.user, auth.config.password) };
  const { in: place, name, value } = auth.config;
  return place === 'header' ? { [name]: value } : { cookie: `${name}=${value}` };
}

/** RFC 7617 §2. */
export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/**
 * Sends a message by one request. Of the answer only the status is kept: its body may quote the message. `refuses` tells
 * from it whether this message would never be taken.
 */
export async function post(
  http: Http,
  request: { url: string; method: string; headers: Record<string, string>; body: string },
  refuses = ({ status }: { status: number; body: string }): boolean => status === 400 || status === 422,
): Promise<Outcome> {
  try {
    const answer = await http.send({ ...request, timeoutMs });
    if (answer.status >= 200 && answer.status < 300) return { delivered: true };
    const fault = refuses(answer) ? 'message' : 'transport';
    return { delivered: false, fault, error: `The gateway answered ${answer.status}.` };
  } catch (error) {
    if (!(error instanceof HttpClientError)) throw error;
    return { delivered: false, fault: 'transport', error: error.message };
  }
}
