/** Whether a button was pressed: `true` in JSON, the text `true` in a form. */
export function asked(field: unknown): boolean {
  return field === true || field === 'true';
}

/** Whether somebody typed or chose anything. */
export function given(field: unknown): field is string {
  return typeof field === 'string' && field !== '';
}

/** Whether a field carries an answer. Clients post `"true"` or nothing when they only ask to be shown the form again. */
export function filled(field: unknown): boolean {
  return given(field) && field !== 'true';
}
