import type { MessageId } from '../messages.ts';
import type { Sent } from '../one-time/one-time.ts';
import type { FlowFacts } from '../strategy.ts';
import { input, submit, type UiNode } from '../ui.ts';

/** What was sent in this flow, as `Turn.prepared` kept it. */
export const sentIn = ({ prepared }: FlowFacts): Sent | undefined => prepared['code'] as Sent | undefined;

/** What a person typed as code: spaces and dashes are how some mail programs show it. */
export function typedCode(value: unknown): string {
  return typeof value === 'string' && value.length <= 32 ? value.replace(/[\s-]/g, '') : '';
}

/** The page for a code that is under way; `resend` asks for a new one. */
export function codeNodes(label: MessageId, resend: UiNode): UiNode[] {
  return [
    input('code', 'method', { type: 'hidden', value: 'code' }),
    input('code', 'code', {
      type: 'text',
      required: true,
      pattern: '[0-9]+',
      maxlength: 6,
      autocomplete: 'one-time-code',
      label,
    }),
    submit('code', 'method', 'code', 1070009),
    resend,
  ];
}

export const resendNode = (): UiNode => submit('code', 'resend', 'code', 1070008);
