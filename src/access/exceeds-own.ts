import { StingError } from '../kernel/errors.ts';

/** Nobody gives, takes or steers more than they hold; the sentence says what was tried. */
export const exceedsOwn = (message: string) => new StingError({ code: 'role_exceeds_own', status: 403, message });
