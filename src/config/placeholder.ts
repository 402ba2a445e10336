const placeholder =
  /change[-_ ]?(?:me|it|this)(?![a-z])|^(?:<.*>|\$\{.*\}|\{\{.*\}\}|todo|tbd|fixme|placeholder|x{3,}|your[-_ ].+)$/i;

/** Whether a text stands where somebody was meant to put their own, or is a variable that nobody filled in. */
export function isPlaceholder(text: string): boolean {
  return placeholder.test(text);
}
