import { StingError } from '../../kernel/errors.ts';

/** Each upload holds a chunk in memory and a socket for as long as its client likes. */
const atOnce = 4;
const retryAfterSeconds = 5;

/** Takes a place for an upload of this session and answers how to leave it. Throws `too_many_uploads` (429). */
export type TakeSlot = (sessionId: string) => () => void;

export function createUploadSlots(): TakeSlot {
  const taken = new Map<string, number>();
  return (sessionId) => {
    const others = taken.get(sessionId) ?? 0;
    if (others >= atOnce) {
      throw new StingError({
        code: 'too_many_uploads',
        status: 429,
        message: `${atOnce} uploads at once are enough. Send this one when another has ended.`,
        extensions: { retry_after_seconds: retryAfterSeconds },
      });
    }
    taken.set(sessionId, others + 1);
    return () => {
      const left = taken.get(sessionId)! - 1;
      if (left === 0) taken.delete(sessionId);
      else taken.set(sessionId, left);
    };
  };
}
