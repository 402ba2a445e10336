import type { Flow } from './visitor.ts';

/**
 * A node in one line: group, name or id, type, and where they are there the label, what it holds (`=value` where it is
 * short and always the same), `required`, the autocomplete and the trigger.
 */
export function lineOf({ type, group, attributes: of, meta }: Flow): string {
  const button = of.type === 'submit' && of.value?.length < 25 ? `=${of.value}` : '';
  const parts = [
    group,
    of.name ?? of.id,
    `${of.type && type === 'input' ? of.type : type}${button}`,
    meta.label?.id,
    of.required && 'required',
    of.disabled && 'disabled',
    of.autocomplete && `autocomplete:${of.autocomplete}`,
    of.pattern && `pattern:${of.pattern}`,
    of.onclickTrigger ?? of.onloadTrigger,
  ];
  return parts.filter(Boolean).join(' ');
}

/** Every node of a flow, in order. */
export const inventory = (flow: Flow): string[] => flow.ui.nodes.map(lineOf);
