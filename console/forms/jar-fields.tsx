import { useId } from 'react';
import type { Jar } from '../../src/http/api/shapes.ts';
import { SelectField, TextArea, TextField } from '../ui/field.tsx';
import { jarTypes, sensitivities } from '../ui/words.ts';

export interface JarValues {
  name: string;
  description: string;
  type: Jar['type'];
  sensitivity: Jar['sensitivity'];
}

interface Props {
  values: JarValues;
  onChange: (values: JarValues) => void;
  /** The types on offer. */
  types: Jar['type'][];
  /** Why neither type nor sensitivity can be changed. */
  locked?: string | null;
}

const keys = <Key extends string>(record: Record<Key, unknown>) => Object.keys(record) as Key[];

/** The fields of a jar, for creating and for editing one. */
export function JarFields({ values, onChange, types, locked = null }: Props) {
  const set = (change: Partial<JarValues>) => onChange({ ...values, ...change });
  const group = useId();
  return (
    <>
      <TextField
        label="Name"
        required
        maxLength={120}
        autoComplete="off"
        value={values.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <TextArea
        label="Description"
        hint="What is in it, and for whom? You can leave this empty."
        maxLength={2000}
        value={values.description}
        onChange={(event) => set({ description: event.target.value })}
      />
      <fieldset disabled={locked !== null} className="grid gap-2">
        <legend className="mb-1 font-semibold text-sm">Who can see it</legend>
        {types.map((type) => (
          <label
            key={type}
            className="flex gap-3 rounded-control border border-line px-4 py-2.5 has-checked:border-accent-text has-disabled:cursor-not-allowed has-checked:bg-accent-soft has-disabled:opacity-70"
          >
            <input
              type="radio"
              name={group}
              checked={values.type === type}
              onChange={() => set({ type })}
              className="mt-1 size-4 shrink-0 accent-accent-text"
            />
            <span>
              <span className="block font-medium">{jarTypes[type].label}</span>
              <span className="block text-muted text-sm">{jarTypes[type].sentence}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <SelectField
        label="How sensitive its content is"
        hint={locked ?? sensitivities[values.sensitivity].sentence}
        disabled={locked !== null}
        value={values.sensitivity}
        onChange={(event) => set({ sensitivity: event.target.value as Jar['sensitivity'] })}
      >
        {keys(sensitivities).map((sensitivity) => (
          <option key={sensitivity} value={sensitivity}>
            {sensitivities[sensitivity].label} content
          </option>
        ))}
      </SelectField>
    </>
  );
}
