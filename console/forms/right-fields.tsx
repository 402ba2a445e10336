import type { RoleValues } from '../api/roles.ts';
import { doingOf } from '../ui/answer-words.ts';
import { CheckField } from './check-field.tsx';

type Rights = Pick<RoleValues, 'permissions' | 'public_jars'>;

interface Props {
  /** What a role can give on the installation. */
  permissions: readonly string[];
  values: Rights;
  onChange: (change: Partial<Rights>) => void;
}

/** What a role can give on public jars; the rest is for those who manage or own one. */
const onPublicJars = { upload: 'Upload', edit: 'Edit', approve: 'Approve uploads' };

const without = (list: readonly string[], gone: string) => list.filter((each) => each !== gone);
const ticked = (list: readonly string[], each: string, on: boolean) => (on ? [...list, each] : without(list, each));

const rightLabel = (permission: string) => {
  const words = doingOf(permission);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What whoever has a role may do, as lists to tick. */
export function RightFields({ permissions, values, onChange }: Props) {
  return (
    <>
      <fieldset>
        <legend className="mb-1 font-semibold text-sm">It may</legend>
        <div className="grid max-h-60 gap-1 overflow-y-auto rounded-control border border-control p-3">
          {permissions.map((permission) => (
            <CheckField
              key={permission}
              checked={values.permissions.includes(permission)}
              onChange={(on) => onChange({ permissions: ticked(values.permissions, permission, on) })}
            >
              {rightLabel(permission)}
            </CheckField>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend className="mb-1 font-semibold text-sm">In jars that are open to everybody it may</legend>
        <div className="flex flex-wrap gap-x-6">
          {Object.entries(onPublicJars).map(([verb, label]) => (
            <CheckField
              key={verb}
              checked={values.public_jars.includes(verb)}
              onChange={(on) => onChange({ public_jars: ticked(values.public_jars, verb, on) })}
            >
              {label}
            </CheckField>
          ))}
        </div>
      </fieldset>
    </>
  );
}
