import { message } from '../messages.ts';
import type { Attempt, Refusal } from '../strategy.ts';
import { given } from '../submitted.ts';

/** The name under which wrong passwords are counted. */
export const passwordFactor = 'password';

/** A text that somebody filled in. */
export function typed(value: unknown): string | null {
  return given(value) ? value : null;
}

/** Who the person says to be, also by the name that the field had once, or on an earlier page of the flow. */
export function identifierOf({ flow, body }: Attempt): string | null {
  return typed(body['identifier']) ?? typed(body['password_identifier']) ?? flow.identifier;
}

/** Each of the fields that were left out, on its node. */
export function missing(names: readonly string[]): Refusal {
  return {
    refused: true,
    reason: 'missing_field',
    messages: names.map((node) => ({ node, message: message(4000002, { property: node }) })),
  };
}

/** Whether a submission is for this method. */
export const forPassword = (body: Record<string, unknown>): boolean => body['method'] === 'password';
