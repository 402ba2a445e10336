import { Link } from '@tanstack/react-router';
import type { Decided } from '../../src/http/api/policy-shapes.ts';
import { PolicyText } from '../editor/policy-text.tsx';
import { to } from '../paths.ts';
import { answerLabel, deciding } from './answer-words.ts';
import { Badge } from './badge.tsx';
import { Icon } from './icons.tsx';

const tones = { allow: 'success', step_up: 'accent', deny: 'danger' } as const;

export function AnswerBadge({ answer }: { answer: Pick<Decided, 'effect' | 'needs'> }) {
  return <Badge tone={tones[answer.effect]}>{answerLabel(answer)}</Badge>;
}

/** The rules that made an answer, each with its text. */
export function DecidingRules({ answer }: { answer: Pick<Decided, 'effect' | 'policies'> }) {
  const { effect, policies } = answer;
  if (policies.length === 0) return <p className="text-muted text-sm">No rule speaks for it.</p>;
  return (
    <div className="grid grid-cols-1 gap-2">
      <p className="font-semibold text-sm">{deciding[effect]}</p>
      <ul className="grid grid-cols-1 gap-2">
        {policies.map(({ id, sentence, text }) => (
          <li key={id}>
            <details className="group rounded-control border border-line">
              <summary className="flex min-h-10 items-center gap-3 px-3 py-2 text-sm hover:bg-sunken/60 [&::-webkit-details-marker]:hidden">
                <Icon name="chevron" className="size-4 text-muted group-open:rotate-180" />
                <span>{sentence}</span>
              </summary>
              <div className="grid grid-cols-1 gap-2 px-3 pb-3">
                <PolicyText text={text} />
                <Link {...to.rule(id)} className="justify-self-start text-muted text-sm underline hover:text-text">
                  Open the rule
                </Link>
              </div>
            </details>
          </li>
        ))}
      </ul>
    </div>
  );
}
