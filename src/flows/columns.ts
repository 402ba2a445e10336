import type { Flow } from './flow.ts';
import type { Column } from './steps.ts';

/** Whether somebody goes back to the page before, whatever else they submit. */
export const turnsBack = ({ screen }: Record<string, unknown>): boolean => screen === 'previous';

const navigates = (body: Record<string, unknown>): boolean =>
  turnsBack(body) || body['screen'] === 'credential-selection' || body['method'] === 'profile';

/** What was typed as a code, if anything was. */
const hasCode = ({ code }: Record<string, unknown>): boolean => typeof code === 'string' && code !== '';

/**
 * The column of the steps that a submission passes. A registration has pages beside its last one: `profile` collects
 * traits or turns back, `proving` sends a code to the address, `proven` takes it.
 */
export function columnOf({ kind, state, data }: Flow, body: Record<string, unknown>): Column {
  if (kind !== 'registration') return kind;
  // The page for a code was sent twice: the code was used, and nobody has chosen yet how to sign in.
  const late = state !== 'sent_email' && data.proven !== undefined && hasCode(body);
  if (navigates(body) || late) return 'profile';
  const toCode = body['method'] === 'code' || hasCode(body) || 'resend' in body;
  if (state !== 'sent_email' || !data.proving || !toCode) return 'registration';
  return hasCode(body) ? 'proven' : 'proving';
}
