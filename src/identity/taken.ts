import { StingError } from '../kernel/errors.ts';
import { isUniqueViolation } from '../store/store.ts';

const refusals = {
  address: (cause: unknown) =>
    new StingError({ code: 'address_taken', status: 409, message: 'Another account has this address.', cause }),
  externalId: (cause: unknown) =>
    new StingError({
      code: 'external_id_taken',
      status: 409,
      message: 'Another identity has this external id.',
      cause,
    }),
  userHandle: (cause: unknown) =>
    new StingError({
      code: 'user_handle_taken',
      status: 409,
      message: 'Another identity has this user handle.',
      cause,
    }),
};

/** What a write answers; a unique constraint that it hits is thrown as the refusal for `what` (409). */
export async function uniqueOr<T>(write: Promise<T>, what: keyof typeof refusals): Promise<T> {
  try {
    return await write;
  } catch (cause) {
    throw isUniqueViolation(cause) ? refusals[what](cause) : cause;
  }
}
