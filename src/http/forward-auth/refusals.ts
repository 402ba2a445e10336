import type { Requirement } from '../../assurance/requirement.ts';
import { badRequest, StingError } from '../../kernel/errors.ts';

/** The same whatever the reason is: a visitor learns nothing of the rules. */
export const denied = () => new StingError({ code: 'access_denied', status: 403, message: 'You may not go there.' });

export const proofNeeded = (needs: Requirement) =>
  new StingError({
    code: 'step_up_required',
    status: 403,
    message: 'Confirm that it is you to go there.',
    extensions: { needs },
  });

export const enrolmentNeeded = () =>
  new StingError({
    code: 'enrolment_required',
    status: 403,
    message: 'This needs a stronger way to sign in than you have. Add a passkey first.',
  });

export const verificationNeeded = () =>
  new StingError({ code: 'verification_required', status: 403, message: 'Verify your address first.' });

export const untrustedProxy = () =>
  new StingError({
    code: 'untrusted_proxy',
    status: 403,
    message: 'Only a proxy may ask this: one on this machine, or of serve.trusted_proxies.',
  });

export const originalMissing = () =>
  badRequest(
    'original_request_missing',
    'The proxy does not tell which request it asks about in the way of forward_auth.proxy.',
  );
