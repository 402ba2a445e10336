import type { Operation } from '../../src/http/api/shapes.ts';
import { scopeGroups, scopeLabel } from '../ui/scope-words.ts';
import { CheckField } from './check-field.tsx';

interface Props {
  operations: readonly Operation[];
  chosen: readonly string[];
  onChange: (scopes: string[]) => void;
}

/** What a key may do, as a list to tick, by what it is about. */
export function ScopeFields({ operations, chosen, onChange }: Props) {
  return (
    <fieldset>
      <legend className="mb-1 font-semibold text-sm">It may</legend>
      <div className="grid max-h-72 gap-3 overflow-y-auto rounded-control border border-control p-3">
        {scopeGroups(operations).map(([heading, scopes]) => (
          <fieldset key={heading}>
            <legend className="text-muted text-sm">{heading}</legend>
            {scopes.map((scope) => (
              <CheckField
                key={scope}
                checked={chosen.includes(scope)}
                onChange={(ticked) => onChange(ticked ? [...chosen, scope] : chosen.filter((each) => each !== scope))}
              >
                {scopeLabel(scope)}
              </CheckField>
            ))}
          </fieldset>
        ))}
      </div>
    </fieldset>
  );
}
