import type { TraitField } from './identity.ts';
import { isPrivileged } from './privileged.ts';
import type { Trait, TraitProperty } from './trait.ts';

const optionsLimit = 500;

const byFormat: Record<string, Pick<TraitField, 'type' | 'autocomplete'>> = {
  'date-time': { type: 'datetime-local', autocomplete: null },
  email: { type: 'email', autocomplete: 'email' },
  tel: { type: 'tel', autocomplete: 'tel' },
  date: { type: 'date', autocomplete: null },
  uri: { type: 'url', autocomplete: 'url' },
};

function inputOf(name: string, { type, format }: TraitProperty): Pick<TraitField, 'type' | 'autocomplete'> {
  const types = [type].flat();
  if (types.includes('number') || types.includes('integer')) return { type: 'number', autocomplete: null };
  if (types.includes('boolean')) return { type: 'checkbox', autocomplete: null };
  const known = format === undefined ? undefined : byFormat[format];
  return known ?? { type: name === 'password' ? 'password' : 'text', autocomplete: null };
}

/** The form field of a trait, as Kratos makes one from an identity schema. */
export function fieldOf({ path, property, required }: Trait): TraitField {
  return {
    path: path.join('.'),
    title: property.title ?? null,
    ...inputOf(path.at(-1)!, property),
    required,
    pattern: property.pattern ?? null,
    maxLength: property.maxLength ?? null,
    disabled: property.disableFormField ?? path.some(isPrivileged),
    options: property.enum?.slice(0, optionsLimit) ?? null,
  };
}
