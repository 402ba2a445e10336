import { StingError } from '../../kernel/errors.ts';

/** What is said of refusals that time ends, by their reason: with it and the seconds, their page can be made anew. */
const sentences = {
  too_many_messages: 'Too many messages were asked for.',
  too_many_requests: 'Too many requests.',
  throttled: 'Too many wrong attempts.',
  locked: 'Too many wrong attempts.',
} as const;

interface Waiting {
  reason: keyof typeof sentences;
  seconds: number;
}

const isReason = (reason: string): reason is Waiting['reason'] => Object.hasOwn(sentences, reason);

/** Of what to wait for and how long, null where waiting helps nothing that could be said again. */
export function waitingOf({ code, extensions }: StingError): Waiting | null {
  const { reason = code, retry_after_seconds: seconds } = extensions;
  return typeof seconds === 'number' && isReason(String(reason))
    ? { reason: String(reason) as Waiting['reason'], seconds }
    : null;
}

/** The refusal of this reason; null for other reasons and for times that nobody is told to wait. */
export function waitingError(reason: string, seconds: string): StingError | null {
  if (!isReason(reason) || !/^\d{1,6}$/.test(seconds)) return null;
  const what = reason === 'locked' ? 'Use another way.' : `Try again in ${Number(seconds)} seconds.`;
  const code = reason === 'too_many_requests' ? reason : 'too_many_attempts';
  const extensions = { reason, retry_after_seconds: Number(seconds) };
  return new StingError({ code, status: 429, message: `${sentences[reason]} ${what}`, extensions });
}
