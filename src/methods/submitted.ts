/** Whether a button was pressed: `true` in JSON, the text `true` in a form. */
export function asked(field: unknown): boolean {
  return field === true || field === 'true';
}

/** Whether a field carries anything. Clients post `"true"` or nothing when they only ask to be shown the form again. */
export function filled(field: unknown): boolean {
  return typeof field === 'string' && field !== '' && field !== 'true';
}
