import { StingError } from '../kernel/errors.ts';

/** Errors of the wire contract (section 5): `code` is the contract's error id. */
const table = {
  session_already_available: [400, 'You are signed in already.'],
  session_aal1_required: [401, 'Sign in first.'],
  session_inactive: [401, 'Sign in to continue.'],
  session_aal2_required: [403, 'This asks for a second proof.'],
  session_refresh_required: [403, 'Confirm that it is you to make this change.'],
  self_service_flow_disabled: [400, 'Registration is not open here. Ask an administrator for an invitation.'],
  schema_not_selectable: [400, 'This kind of account cannot be chosen here.'],
  flow_disabled: [400, 'This is switched off here. Ask an administrator.'],
  hook_refused: [400, 'This is not possible right now.'],
  no_mail: [400, 'This installation cannot send mail. Ask an administrator to let you back in.'],
  session_verified_address_required: [403, 'Verify your address first.'],
  recovery_hold: [403, 'This account was recovered lately. New ways to sign in can be added after a while.'],
  self_service_flow_replaced: [410, 'This is done already. Please start again.'],
  browser_location_change_required: [422, 'Please go on at the address that is given.'],
  self_service_flow_return_to_forbidden: [400, 'The address to return to is not allowed.'],
  self_service_flow_expired: [410, 'This page was open for too long. Please start again.'],
  security_csrf_violation: [403, 'This form belongs to another browser. Please start again.'],
  security_identity_mismatch: [403, 'This form belongs to another account.'],
  missing_flow: [400, 'This address does not say which form it belongs to. Please start again.'],
  unknown_flow: [404, 'This form does not exist any more. Please start again.'],
  foreign_logout: [403, 'This link signs out another session.'],
  invitation_spent: [410, 'This invitation has been used or taken back, or is too old. Ask for a new one.'],
  setup_spent: [410, 'This set-up link has been used or was never issued.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

/** The error of this code, as the error page and `GET /self-service/errors` tell it; null for codes of no flow. */
export function knownFlowError(code: string): StingError | null {
  return Object.hasOwn(table, code) ? flowError(code as FlowErrorCode) : null;
}

export type FlowErrorCode = keyof typeof table;

export function flowError(code: FlowErrorCode, extensions: Record<string, unknown> = {}, detail?: string): StingError {
  const [status, message] = table[code];
  return new StingError({ code, status, message, extensions, ...(detail === undefined ? {} : { detail }) });
}
