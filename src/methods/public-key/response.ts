import { filled } from '../submitted.ts';

/** The browser's answer as the wire carries it: a JSON string in a form field. Null when there is none. */
export function fieldResponse(field: unknown): unknown {
  if (!filled(field)) return null;
  try {
    return JSON.parse(field as string);
  } catch {
    return {};
  }
}
