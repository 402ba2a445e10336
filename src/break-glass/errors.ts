import { StingError } from '../kernel/errors.ts';

export const off = () =>
  new StingError({
    code: 'break_glass_off',
    status: 409,
    message: 'There are no sealed codes. An owner makes them, before they are needed.',
  });

export const wrongCode = () =>
  new StingError({ code: 'wrong_break_glass_code', status: 400, message: 'This is none of the sealed codes.' });

export const codeUsed = () =>
  new StingError({
    code: 'break_glass_code_used',
    status: 410,
    message: 'This code was used before. Each opens once: take another one of the set.',
  });

export const alreadyOpen = () =>
  new StingError({
    code: 'break_glass_open',
    status: 409,
    message: 'Break-glass is open. It has to end before this can be done.',
  });

export const notOpen = () =>
  new StingError({ code: 'break_glass_not_open', status: 409, message: 'Break-glass is not open in this session.' });

export const ownOpening = () =>
  new StingError({
    code: 'own_opening',
    status: 409,
    message: 'Nobody reviews what they opened themselves. Ask another owner or a security officer.',
  });

export const reviewed = () =>
  new StingError({ code: 'break_glass_reviewed', status: 409, message: 'Somebody has reviewed this already.' });

/** `seconds`: Infinity where no code is read any more. */
export const tooManyAttempts = (seconds: number) =>
  new StingError({
    code: 'too_many_attempts',
    status: 429,
    message: Number.isFinite(seconds)
      ? `Too many wrong codes. Try again in ${seconds} seconds.`
      : 'Too many wrong codes: none is read from you any more. Ask somebody else who may open one.',
    // Where nothing changes by waiting, a day.
    extensions: { retry_after_seconds: Number.isFinite(seconds) ? seconds : 86_400 },
  });
