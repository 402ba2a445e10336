import type { TraitField, TraitProblem } from '../../identity/identity.ts';
import { message, problemMessage } from '../messages.ts';
import type { Refusal } from '../strategy.ts';
import { type Group, input, type UiNode } from '../ui.ts';

function valueAt(traits: Record<string, unknown>, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], traits);
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
