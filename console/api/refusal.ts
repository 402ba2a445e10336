import type { PolicyCheck } from '../../src/http/api/policy-shapes.ts';
import type { Problem } from '../../src/http/api/shapes.ts';
import type { Answer } from './transport.ts';

/**
 * The problem document of a refusal. That of a step-up also names the parameters that the proof must cover, that of a
 * document which is too large the limit, that of a text which is no policy where it is wrong.
 */
export type Refusal = Problem & {
  parameters?: Record<string, unknown>;
  max_bytes?: number;
  problems?: PolicyCheck['problems'];
};

/** The API answered, and said no. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.title);
    this.refusal = refusal;
  }
}

/** No answer arrived. */
export class NetworkFailure extends Error {
  override readonly name = 'NetworkFailure';
}

/** Nothing happened and nothing needs to be said here: the person changed their mind, or the page says it as a whole. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** The browser could not run its passkey prompt. */
export class CeremonyFailure extends Error {
  override readonly name = 'CeremonyFailure';
}

/** The body of an accepted answer; throws {@link Refused} with the problem document of any other. */
export function accepted(answer: Answer): unknown {
  if (answer.status < 400) return answer.body;
  throw new Refused(refusalOf(answer));
}

/** The problem document of an answer of 400 and above. A proxy in front may answer without one. */
export function refusalOf({ status, body }: Answer): Refusal {
  if (typeof body === 'object' && body !== null && 'code' in body && 'title' in body) return body as Refusal;
  return {
    type: 'about:blank',
    title: 'The server could not answer just now.',
    detail: 'Wait a moment, then try again.',
    status,
    code: `http_${status}`,
    request_id: '',
  };
}
