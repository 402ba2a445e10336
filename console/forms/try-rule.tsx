import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Decided, SimulationResult } from '../../src/http/api/policy-shapes.ts';
import { api } from '../api/api.ts';
import { type Asked, questionOf } from '../api/explain.ts';
import { type Draft, simulate } from '../api/rules.ts';
import { needsWords } from '../ui/answer-words.ts';
import { Button } from '../ui/button.tsx';
import { AnswerBadge, DecidingRules } from '../ui/deciding-rules.tsx';
import { Failure } from '../ui/failure.tsx';
import { Card } from '../ui/page.tsx';
import { QuestionFields } from './question-fields.tsx';
import { ReplayRule } from './replay-rule.tsx';

/** Asks what a rule would come to before it is saved. `draft`: null while the text is no rule. */
export function TryRule({ draft }: { draft: Draft | null }) {
  const [asked, setAsked] = useState<Asked>({});
  const ask = useMutation({
    mutationFn: (rule: Draft) => api.send(simulate(rule, questionOf(asked))),
  });
  const reason = draft === null ? 'Mend the text of the rule first.' : null;
  return (
    <section aria-labelledby="try">
      <h2 id="try" className="mb-1 font-semibold text-lg">
        Who would this affect?
      </h2>
      <p className="mb-3 text-muted text-sm">Try the rule as it stands above. Nothing is saved, and nobody notices.</p>
      <Card className="p-4 sm:p-6">
        <form
          className="grid gap-5"
          onSubmit={(event) => {
            event.preventDefault();
            if (draft) ask.mutate(draft);
          }}
        >
          <QuestionFields
            asked={asked}
            onChange={(next) => {
              setAsked(next);
              ask.reset();
            }}
          />
          <Failure error={ask.error} />
          <div>
            <Button type="submit" align="start" busy={ask.isPending} reason={reason}>
              Try it
            </Button>
          </div>
        </form>
        <div role="status">{ask.data && <Comparison answer={ask.data.answers[0]!} />}</div>
        <ReplayRule draft={draft} reason={reason} />
      </Card>
    </section>
  );
}

function Comparison({ answer: { before, after, changed } }: { answer: SimulationResult['answers'][number] }) {
  return (
    <div className="mt-6 grid gap-4 border-line border-t pt-6">
      <p className="font-medium">{changed ? 'This rule changes the answer.' : 'Nothing changes for them.'}</p>
      <div className="grid gap-6 sm:grid-cols-2">
        <Side title="Now" answer={before} />
        <Side title="With this rule" answer={after} />
      </div>
    </div>
  );
}

function Side({ title, answer }: { title: string; answer: Decided }) {
  return (
    <div className="grid grid-cols-1 content-start justify-items-start gap-3">
      <h3 className="font-semibold text-sm">{title}</h3>
      <AnswerBadge answer={answer} />
      {answer.needs && <p className="text-muted text-sm">They are asked for {needsWords(answer.needs)}.</p>}
      <div className="w-full">
        <DecidingRules answer={answer} />
      </div>
    </div>
  );
}
