import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Policy } from '../../src/http/api/policy-shapes.ts';
import { Refused } from '../api/refusal.ts';
import { ruleQuery } from '../api/rules.ts';
import { to } from '../paths.ts';
import { Button } from '../ui/button.tsx';
import { Diff } from '../ui/diff.tsx';
import { Failure, Notice } from '../ui/failure.tsx';

/** What to do about each refusal of a change to a rule. */
const steps: Record<string, { title: string; detail: string }> = {
  policy_locks_out: {
    title: 'With this change you, or every owner, could not change the rules any more.',
    detail:
      'Nothing was saved. Narrow the rule, or leave yourself a way in, such as: unless { principal in Role::"owner" }',
  },
  owner_only: {
    title: 'Rules that permit are for an owner to write.',
    detail: 'Nothing was saved. Write it as a rule that forbids, or ask an owner to save it.',
  },
  role_exceeds_own: {
    title: 'With this change you could do more than before.',
    detail: 'Nothing was saved. Ask an owner to make the change.',
  },
  not_found: {
    title: 'Somebody deleted this rule meanwhile.',
    detail: 'Your text is still here. Copy it and write it as a new rule.',
  },
};

interface Props {
  error: unknown;
  /** The id in the text that was sent. */
  id: string;
  text: string;
  isNew: boolean;
  /** The person goes on from what the rule is now, with their own text or with that of the rule. */
  onGoOn: (from: Policy, whose: 'mine' | 'theirs') => void;
}

/** Why a rule was not saved, and what to do about it. */
export function SaveFailure({ error, id, text, isNew, onGoOn }: Props) {
  const code = error instanceof Refused ? error.refusal.code : '';
  if (code === 'policy_changed' && isNew) {
    return (
      <Notice title={`There is a rule “${id}” already.`} detail="Choose another @id, or change that rule.">
        <Link {...to.rule(id)} className="mt-1 font-medium text-sm underline">
          Open that rule
        </Link>
      </Notice>
    );
  }
  if (code === 'policy_changed') return <Changed id={id} text={text} onGoOn={onGoOn} />;
  const step = Object.hasOwn(steps, code) ? steps[code] : undefined;
  return step ? <Notice {...step} /> : <Failure error={error} />;
}

/** Two people changed one rule: whoever comes second sees both, and says which text goes on. */
function Changed({ id, text, onGoOn }: Pick<Props, 'id' | 'text' | 'onGoOn'>) {
  const { data: now, isFetching, error } = useQuery(ruleQuery(id));
  if (error) return <Failure error={error} />;
  return (
    <Notice
      title="Somebody changed this rule meanwhile."
      detail="Nothing was saved, and your text is still here. These are the lines in which yours differs from what the rule is now."
    >
      {now && !isFetching && (
        <div className="mt-2 grid w-full gap-3 rounded-control bg-surface p-3">
          <Diff before={now.text} after={text} />
          <div className="flex flex-wrap gap-3">
            <Button onClick={() => onGoOn(now, 'mine')}>Go on with my text</Button>
            <Button onClick={() => onGoOn(now, 'theirs')}>Go on with theirs</Button>
          </div>
        </div>
      )}
    </Notice>
  );
}
