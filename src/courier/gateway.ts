import { configuredHeaders } from '../kernel/http-auth.ts';
import { HttpClientError } from '../kernel/http-client.ts';
import type { Channel } from './courier.ts';
import type { GatewaySettings } from './settings.ts';
import type { Delivery, Fault, Outcome, Transport } from './transport.ts';

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
    ...configuredHeaders(settings.headers ?? {}, settings.auth ?? null),
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

/** An answer of a gateway; what its body holds is the gateway's own. */
interface Answer {
  status: number;
  body: string;
}

/**
 * Whose fault a refusal is, by its status (RFC 9110 §15.5, RFC 7725): what is wrong with the request is so with this
 * message, and what is not there, gone, in conflict or not allowed by law is so for this recipient.
 */
function faultOf({ status }: Answer): Fault {
  if (status === 400 || status === 422) return 'message';
  return [404, 409, 410, 451].includes(status) ? 'recipient' : 'transport';
}

/** Sends a message by one request. Of the answer only the status is kept: its body may quote the message. */
export async function post(
  http: Http,
  request: { url: string; method: string; headers: Record<string, string>; body: string },
  blames: (answer: Answer) => Fault = faultOf,
): Promise<Outcome> {
  try {
    const answer = await http.send({ ...request, timeoutMs });
    if (answer.status >= 200 && answer.status < 300) return { delivered: true };
    return { delivered: false, fault: blames(answer), error: `The gateway answered ${answer.status}.` };
  } catch (error) {
    if (!(error instanceof HttpClientError)) throw error;
    return { delivered: false, fault: 'transport', error: error.message };
  }
}
