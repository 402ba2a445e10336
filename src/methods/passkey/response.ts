/**
 * The browser's answer as the wire carries it: a JSON string in a form field. Clients post `"true"` or nothing when they
 * only ask to be shown the form again.
 */
export function fieldResponse(field: unknown): unknown {
  if (typeof field !== 'string' || field === '' || field === 'true') return null;
  try {
    return JSON.parse(field);
  } catch {
    return {};
  }
}

/** Whether the field carries an answer at all. */
export function filled(field: unknown): boolean {
  return typeof field === 'string' && field !== '' && field !== 'true';
}
