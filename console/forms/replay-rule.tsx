import { useMutation } from '@tanstack/react-query';
import { api } from '../api/api.ts';
import { type Draft, type Replay, replay, replayPath } from '../api/rules.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { useOperation } from '../ui/proof-hint.tsx';
import { When } from '../ui/when.tsx';
import { plural } from '../ui/words.ts';

const last = 200;

const outcomes: Record<string, string> = {
  allowed: 'Allowed',
  asked: 'Asked for another proof',
  blocked: 'Blocked',
  told: 'Allowed, and the person is told',
};

interface Props {
  draft: Draft | null;
  /** Why it cannot be tried. */
  reason: string | null;
}

/** What the rule would have made of the newest sign-ins; nothing where the server keeps none. */
export function ReplayRule({ draft, reason }: Props) {
  const offered = useOperation({ method: 'POST', path: replayPath });
  const run = useMutation({ mutationFn: (rule: Draft) => api.send(replay(rule, last)) });
  if (!offered) return null;
  return (
    <div className="mt-6 grid grid-cols-1 gap-4 border-line border-t pt-6">
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

function Result({ sign_ins, before, after, changed }: Replay) {
  if (sign_ins === 0) return <p className="text-muted">Nobody has signed in yet since sign-ins are recorded.</p>;
  return (
    <div className="grid gap-4">
      <p className="font-medium">
        {changed.length === 0
          ? `None of ${plural(sign_ins, 'sign-in')} would have ended otherwise.`
          : `${changed.length} of ${plural(sign_ins, 'sign-in')} would have ended otherwise.`}
      </p>
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        {Object.entries(outcomes).map(([outcome, label]) => (
          <div key={outcome}>
            <dt className="text-muted text-sm">{label}</dt>
            <dd className="font-semibold">
              {before[outcome as keyof typeof before]} → {after[outcome as keyof typeof after]}
            </dd>
          </div>
        ))}
      </dl>
      {changed.length > 0 && (
        <ul className="divide-y divide-line" aria-label="Sign-ins that would have ended otherwise">
          {changed.map((each) => (
            <li key={`${each.at} ${each.person.id}`} className="flex flex-wrap justify-between gap-x-6 gap-y-1 py-3">
              <span>
                <span className="font-medium">{each.person.name ?? 'Somebody'}</span>
                <span className="block text-muted text-sm">
                  {[each.device, each.network].filter(Boolean).join(' · ')} <When at={each.at} />
                </span>
              </span>
              <span className="text-sm">
                {outcomes[each.before.outcome] ?? each.before.outcome} →{' '}
                {outcomes[each.after.outcome] ?? each.after.outcome}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
