import type { MessageId } from '../messages.ts';
import { input, type UiNode } from '../ui.ts';
import { digits } from './algorithm.ts';

/** The field for a code; the pattern makes telephones show digits. */
export function codeField(label: MessageId): UiNode {
  return input('totp', 'totp_code', {
    type: 'text',
    label,
    required: true,
    autocomplete: 'one-time-code',
    pattern: '[0-9]*',
    maxlength: digits,
  });
}
