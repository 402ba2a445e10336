import { SelectField } from '../ui/field.tsx';
import { plural } from '../ui/words.ts';

interface Props {
  choices: readonly number[];
  hint?: string;
  days: number;
  onChange: (days: number) => void;
}

/** How long something that is made here works. */
export function DaysField({ choices, hint, days, onChange }: Props) {
  return (
    <SelectField
      label="Ends after"
      {...(hint ? { hint } : {})}
      value={days}
      onChange={({ target }) => onChange(Number(target.value))}
    >
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {plural(choice, 'day')}
        </option>
      ))}
    </SelectField>
  );
}
