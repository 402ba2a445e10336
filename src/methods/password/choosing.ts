import type { MessageId } from '../messages.ts';
import { type Refusal, refusal } from '../strategy.ts';
import { input, submit, type UiNode } from '../ui.ts';
import { missing, typed } from './fields.ts';
import type { PasswordDependencies } from './password.ts';

/** The fields of a form that sets a password. */
export function newPasswordNodes(label: MessageId): UiNode[] {
  return [
    input('password', 'password', { type: 'password', required: true, autocomplete: 'new-password', label: 1070001 }),
    submit('password', 'method', 'password', label),
  ];
}

/** The password that was typed, or what is wrong with it for somebody with these traits. */
export async function acceptable(
  { policy }: Pick<PasswordDependencies, 'policy'>,
  body: Record<string, unknown>,
  traits: unknown,
): Promise<string | Refusal> {
  const password = typed(body['password']);
  if (password === null) return missing(['password']);
  const problem = await policy(password, traits);
  if (!problem) return password;
  return { refused: true, reason: problem.reason, messages: [{ node: 'password', message: problem.message }] };
}

/** The same password as before: no change at all. */
export const sameAsOld = () => refusal('same_password', 4000039, { node: 'password' });
