import type { TraitField, TraitProblem } from '../../identity/identity.ts';
import { message, problemMessage } from '../messages.ts';
import type { Refusal } from '../strategy.ts';
import { type Group, input, type UiNode } from '../ui.ts';

/** Longer input of a refused form is not kept: a flow is not a place to store things. */
const longestKept = 1024;

function valueAt(traits: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => (Object(inner) as Record<string, unknown>)[name], traits);
}

/** What a form can show again of traits that were refused: texts, numbers and booleans at the schema's own paths. */
export function formTraits(given: unknown, fields: readonly TraitField[]): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const { path } of fields) {
    const value = valueAt(given, path);
    const shown = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string';
    if (!shown || (typeof value === 'string' && value.length > longestKept)) continue;
    const names = path.split('.');
    let target = kept;
    for (const name of names.slice(0, -1)) {
      target[name] ??= {};
      target = target[name] as Record<string, unknown>;
    }
    target[names.at(-1)!] = value;
  }
  return kept;
}

/** The form fields of a schema's traits (wire contract 4.3), in schema order; hidden ones carry earlier input along. */
export function traitNodes(
  fields: readonly TraitField[],
  traits: Record<string, unknown>,
  { group, hidden = false }: { group: Group; hidden?: boolean },
): UiNode[] {
  return fields.map((field) =>
    input(group, `traits.${field.path}`, {
      type: hidden ? 'hidden' : field.type,
      value: valueAt(traits, field.path),
      required: field.required || undefined,
      autocomplete: field.autocomplete ?? undefined,
      pattern: field.pattern ?? undefined,
      maxlength: field.maxLength ?? undefined,
      options: field.options ?? undefined,
      disabled: field.disabled,
      label: field.title ? message(1070002, { name: `traits.${field.path}`, title: field.title }) : undefined,
    }),
  );
}

/** What is wrong with the traits, each problem on its field; what fits no field goes to the container. */
export function traitRefusal(problems: readonly TraitProblem[], fields: readonly TraitField[]): Refusal {
  const known = new Set(fields.map(({ path }) => path));
  return {
    refused: true,
    reason: 'invalid_traits',
    messages: problems.map(({ pointer, message: id, text, context }) => {
      const path = pointer.slice(1).replaceAll('/', '.');
      const node = known.has(path) ? { node: `traits.${path}` } : {};
      return { ...node, message: problemMessage(id, text, context) };
    }),
  };
}
