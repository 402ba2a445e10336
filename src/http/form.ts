import { badRequest } from '../kernel/errors.ts';

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * An HTML form as the object that its JSON twin would be: `traits.name.first=Ada` becomes `{traits: {name: {first}}}`.
 * A name that stands twice is refused, since two readers could pick different ones; but for the submit button `method`
 * next to a hidden field of that name, where the button is what the person pressed. Throws `malformed_form` (400).
 */
export function parseForm(body: Uint8Array): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of fields(body)) {
    if (name.includes('\u0000') || value.includes('\u0000')) throw malformed('holds a NUL character');
    const path = name.split('.');
    if (path.length > 20 || path.some((part) => part === '' || forbidden.has(part)))
      throw malformed('has a bad field name');
    let target = result;
    for (const part of path.slice(0, -1)) {
      const inner = Object.hasOwn(target, part) ? target[part] : {};
      target[part] = inner;
      if (typeof inner !== 'object') throw malformed(`uses “${part}” as a value and as a group`);
      target = inner as Record<string, unknown>;
    }
    const last = path.at(-1)!;
    if (Object.hasOwn(target, last) && name !== 'method') throw malformed(`has the field “${name}” twice`);
    target[last] = value;
  }
  return result;
}

/** The pairs of application/x-www-form-urlencoded; what is not UTF-8 is refused instead of replaced (WHATWG URL §5.1). */
function fields(body: Uint8Array): [name: string, value: string][] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    const decoded = (part: string) => decodeURIComponent(part.replaceAll('+', ' '));
    return text
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [name = '', ...value] = pair.split('=');
        return [decoded(name), decoded(value.join('='))];
      });
  } catch {
    throw malformed('is not valid UTF-8');
  }
}

const malformed = (what: string) => badRequest('malformed_form', `The form ${what}.`);
