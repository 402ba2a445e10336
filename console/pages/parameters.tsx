import type { Profile } from '../../src/http/api/profile-shapes.ts';
import { Badge } from '../ui/badge.tsx';
import { profileWords, valueWords } from '../ui/profile-words.ts';

type Parameter = Profile['parameters'][number];

/** What holds beside what the profile says; a stack of cards on a phone. */
export function ParameterTable({ profile, parameters }: Pick<Profile, 'profile' | 'parameters'>) {
  return (
    <table className="w-full text-left max-md:block">
      <thead className="border-line border-b text-muted text-sm max-md:sr-only">
        <tr>
          <th scope="col" className="w-3/5 py-3 pr-4 pl-6 font-medium">
            Parameter
          </th>
          <th scope="col" className="py-3 pr-4 font-medium">
            Here
          </th>
          <th scope="col" className="py-3 pr-6 font-medium">
            {profileWords[profile].label} says
          </th>
        </tr>
      </thead>
      <tbody className="max-md:block">
        {parameters.map((parameter) => (
          <ParameterRow key={parameter.key} profile={profile} parameter={parameter} />
        ))}
      </tbody>
    </table>
  );
}

function ParameterRow({ profile, parameter }: Pick<Profile, 'profile'> & { parameter: Parameter }) {
  const { key, sentence, value, profiles, deviates, why } = parameter;
  return (
    <tr className="border-line border-t align-top first:border-t-0 max-md:grid max-md:gap-1 max-md:px-4 max-md:py-4">
      <td className="py-3 pr-4 pl-6 max-md:p-0">
        <p>{sentence}</p>
        <p className="font-mono text-muted text-sm">{key}</p>
        <details className="text-sm">
          <summary className="inline-flex min-h-8 items-center text-muted underline hover:text-text">
            Why<span className="sr-only"> {key} is what it is</span>
          </summary>
          <p>{why}</p>
          <dl className="mt-2 flex flex-wrap gap-x-6 gap-y-1">
            {(['starter', 'standard', 'regulated'] as const).map((name) => (
              <div key={name} className="flex gap-2">
                <dt className="text-muted">{profileWords[name].label}</dt>
                <dd>{valueWords(profiles[name])}</dd>
              </div>
            ))}
          </dl>
        </details>
      </td>
      <td className="py-3 pr-4 font-medium max-md:p-0">
        <span className="text-muted text-sm md:hidden">Here: </span>
        {valueWords(value)}
      </td>
      <td className="py-3 pr-6 max-md:p-0">
        <span className="flex flex-wrap items-center gap-2">
          <span>
            <span className="text-muted text-sm md:hidden">{profileWords[profile].label} says: </span>
            {valueWords(profiles[profile])}
          </span>
          {deviates && <Badge tone="accent">Differs</Badge>}
        </span>
      </td>
    </tr>
  );
}
