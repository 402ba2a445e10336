import { useMutation } from '@tanstack/react-query';
import type { ReplayResult } from '../../src/http/api/sign-in-shapes.ts';
import { api } from '../api/api.ts';
import { type Draft, replay } from '../api/rules.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { When } from '../ui/when.tsx';
import { plural } from '../ui/words.ts';

const last = 200;

interface Props {
  draft: Draft | null;
  /** Why it cannot be tried. */
  reason: string | null;
}

/** What the rule would have made of the newest sign-ins. */
export function ReplayRule({ draft, reason }: Props) {
  const run = useMutation({ mutationFn: (rule: Draft) => api.send(replay(rule, last)) });
  return (
    <div className="mt-6 grid grid-cols-1 gap-4 border-line border-t pt-6">
      <p className="text-muted text-sm">
        Rules about signing in are tried on sign-ins that happened, with what was proven and known then.
      </p>
      <div>
        <Button align="start" busy={run.isPending} reason={reason} onClick={() => run.mutate(draft!)}>
          Replay the last {last} sign-ins
        </Button>
      </div>
      <Failure error={run.error} />
      <div role="status">{run.data && <Result {...run.data} />}</div>
    </div>
  );
}

const counts = {
  allowed: 'Allowed',
  asked: 'Asked for another proof',
  blocked: 'Blocked',
  told: 'The person is told',
} as const satisfies Record<keyof ReplayResult['before'], string>;

function Result({ sign_ins, before, after, changed }: ReplayResult) {
  if (sign_ins === 0) return <p className="text-muted">No sign-in is recorded yet.</p>;
  return (
    <div className="grid grid-cols-1 gap-4">
      <p className="font-medium">
        {changed.length === 0
          ? `Nothing changes for the last ${plural(sign_ins, 'sign-in')}.`
          : `This is what changes for the last ${plural(sign_ins, 'sign-in')}.`}
      </p>
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        {(Object.keys(counts) as (keyof typeof counts)[]).map((each) => (
          <div key={each}>
            <dt className="text-muted text-sm">{counts[each]}</dt>
            <dd className="font-semibold">
              {before[each]} → {after[each]}
            </dd>
          </div>
        ))}
      </dl>
      <ul className="divide-y divide-line empty:hidden" aria-label="Sign-ins that would end otherwise">
        {changed.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two sign-ins can be alike, and they never move
          <ChangedSignIn key={index} {...each} />
        ))}
      </ul>
    </div>
  );
}

const tones = { allowed: 'success', asked: 'accent', blocked: 'danger' } as const;

function ChangedSignIn({ at, person, device, network, before, after }: ReplayResult['changed'][number]) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
      <div className="min-w-0 grow basis-72">
        <p className="font-medium">{person.name ?? 'Somebody'}</p>
        <p className="text-muted text-sm">
          {[device, network].filter(Boolean).join(' · ')} · <When at={at} />
        </p>
        {after.policies.map(({ id, sentence }) => (
          <p key={id} className="text-sm">
            {sentence}
          </p>
        ))}
      </div>
      <p className="flex flex-wrap items-center gap-2">
        <Ended {...before} />
        <span className="text-muted">→</span>
        <Ended {...after} />
      </p>
    </li>
  );
}

function Ended({ outcome, told }: ReplayResult['changed'][number]['after']) {
  return (
    <Badge tone={tones[outcome]}>
      {counts[outcome]}
      {told && ', and told'}
    </Badge>
  );
}
