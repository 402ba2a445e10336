import { type HttpAnswer, type HttpClient, HttpClientError } from '../kernel/http-client.ts';
import { type IdentityChange, identityChangeOf } from './identity-change.ts';
import { parseJson } from './json.ts';
import { type HookContext, payload } from './payload.ts';
import { type HookMessage, refusalOf } from './refusal.ts';
import { sendHook } from './send.ts';
import type { Moment, NamedHook } from './web-hook.ts';

/** What a hook said, or that it said nothing that counts. */
type Verdict = { refused: HookMessage[] } | { change: IdentityChange | null } | { failed: string; cause?: unknown };

interface Question {
  hook: NamedHook;
  moment: Moment;
  context: HookContext;
  /** Id of this one request. */
  id: string;
  now: number;
  timeoutMs: number;
}

/** Asks a hook that the flow waits for, once. */
export async function askHook(http: HttpClient, { hook, moment, context, ...delivery }: Question): Promise<Verdict> {
  try {
    const answer = await sendHook(http, hook, { ...delivery, body: payload(moment, context) });
    return verdictOf(answer, hook, moment, context);
  } catch (error) {
    if (!(error instanceof HttpClientError)) throw error;
    return { failed: error.reason, cause: error };
  }
}

function verdictOf(
  { status, body }: HttpAnswer,
  { response: { parse } }: NamedHook,
  { when }: Moment,
  { identity }: HookContext,
): Verdict {
  const refused = parse && status >= 400 ? refusalOf(parseJson(body)) : null;
  if (refused) return { refused };
  if (status < 200 || status >= 300) return { failed: `status_${status}` };
  // Before a flow there is nobody yet to be changed.
  if (!parse || when === 'before' || status !== 200 || body.trim() === '') return { change: null };
  const change = identityChangeOf(parseJson(body), identity ?? {});
  return change === 'invalid' ? { failed: 'invalid_answer' } : { change };
}
