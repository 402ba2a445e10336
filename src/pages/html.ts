const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character]!);

/** Markup that is safe to send: made by `html`, whose values are escaped. The class stays private so that nobody forges one. */
class Markup {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

export type Html = Markup;

/** What a template may hold. Null, undefined and booleans render nothing, so `condition && html\`...\`` works. */
export type Renderable = Html | string | number | boolean | null | undefined | readonly Renderable[];

function render(value: Renderable): string {
  if (value instanceof Markup) return value.toString();
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  return Array.isArray(value) ? value.map(render).join('') : '';
}

/**
 * Composes markup; every value that is not itself markup is escaped for text and for quoted attributes.
 * Attribute values in a template are always quoted; use `attributes` for those that may be absent.
 */
export function html(parts: TemplateStringsArray, ...values: Renderable[]): Html {
  return new Markup(parts.map((part, index) => part + render(values[index])).join(''));
}

/** ` name="value"` for each member; true renders the bare name; false, null and undefined nothing. */
export function attributes(members: Record<string, string | number | boolean | null | undefined>): Html {
  const written = Object.entries(members).flatMap(([name, value]) => {
    if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new TypeError(`not an attribute name: ${name}`);
    if (value === false || value === null || value === undefined) return [];
    return value === true ? [` ${name}`] : [` ${name}="${escaped(String(value))}"`];
  });
  return new Markup(written.join(''));
}

/** Takes a constant of this module (a style sheet, a script) as it is. Never for data; only assets.ts may import it. */
export function constant(markup: string): Html {
  return new Markup(markup);
}
