import { StingError } from '../kernel/errors.ts';
import { isUniqueViolation } from '../store/store.ts';

const messages = {
  address_taken: 'Another account has this address.',
  external_id_taken: 'Another identity has this external id.',
  user_handle_taken: 'Another identity has this user handle.',
};

/** What a write answers; a unique constraint that it hits is thrown as the refusal `code` (409). */
export async function uniqueOr<T>(write: Promise<T>, code: keyof typeof messages): Promise<T> {
  try {
    return await write;
  } catch (cause) {
    if (!isUniqueViolation(cause)) throw cause;
    throw new StingError({ code, status: 409, message: messages[code], cause });
  }
}
