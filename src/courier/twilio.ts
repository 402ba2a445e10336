import { basic } from '../kernel/http-auth.ts';
import { type Http, post } from './gateway.ts';
import type { TwilioSettings } from './settings.ts';
import type { Fault, Transport } from './transport.ts';

/**
 * Codes of Twilio that blame the number: invalid, not reachable, the sender's own, unsubscribed, not for SMS
 * (https://www.twilio.com/docs/api/errors).
 */
const numberRefused = new Set([21211, 21214, 21217, 21265, 21266, 21408, 21608, 21610, 21612, 21614, 21635]);
/** That blame it for now: too much went there, or nothing from this sender reaches it. */
const numberWaits = new Set([14107, 21606]);

/** SMS over Twilio's `Messages` resource. */
export function createTwilio(settings: TwilioSettings, http: Http): Transport {
  const { accountSid, authToken, from, baseUrl = 'https://api.twilio.com' } = settings;
  const url = `${baseUrl.replace(/\/+$/, '')}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
  const headers = {
    authorization: basic(accountSid, authToken),
    'content-type': 'application/x-www-form-urlencoded',
  };
  const sender: Record<string, string> = from.startsWith('MG') ? { MessagingServiceSid: from } : { From: from };
  return {
    real: true,
    send({ recipient, content }) {
      const body = new URLSearchParams({ To: recipient, ...sender, Body: content.text }).toString();
      return post(http, { url, method: 'POST', headers, body }, ({ body }) => faultOf(codeOf(body)));
    },
  };
}

function faultOf(code: number): Fault {
  if (numberRefused.has(code)) return 'message';
  return numberWaits.has(code) ? 'recipient' : 'transport';
}

function codeOf(body: string): number {
  return Number(/"code"\s*:\s*(\d+)/.exec(body)?.[1]);
}
