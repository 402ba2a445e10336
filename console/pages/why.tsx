import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type Asked, askedIn, explainQuery } from '../api/explain.ts';
import { QuestionFields } from '../forms/question-fields.tsx';
import { to } from '../paths.ts';
import { BackLink } from '../ui/back-link.tsx';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Card, Page } from '../ui/page.tsx';
import { ExplanationCard } from './explanation.tsx';

/** Asks the rules about one person and one thing. The address is the question, so links ask at once. */
export function WhyPage({ asked }: { asked: Asked }) {
  const [typed, setTyped] = useState(asked);
  // The question may also change without typing: by Back.
  const [shown, setShown] = useState(asked);
  if (asked !== shown) {
    setShown(asked);
    setTyped(asked);
  }
  const navigate = useNavigate();
  const answer = useQuery(explainQuery(asked));
  const named = typed.who === asked.who && !typed.who?.includes('@');
  return (
    <>
      <BackLink {...to.rules()}>Rules</BackLink>
      <Page title="Why?" lead="Why somebody may do something here, or may not, and what it would take.">
        <Card className="p-4 sm:p-6">
          <form
            className="grid gap-5"
            onSubmit={(event) => {
              event.preventDefault();
              const next = askedIn({ ...typed });
              if (JSON.stringify(next) === JSON.stringify(asked)) answer.refetch();
              else navigate(to.why(next));
            }}
          >
            <QuestionFields asked={typed} onChange={setTyped} name={named ? answer.data?.person.name : null} />
            <div>
              <Button type="submit" variant="primary" busy={answer.isFetching}>
                Ask
              </Button>
            </div>
          </form>
        </Card>
        <div className="mt-6 grid gap-6">
          <Failure error={answer.error} onRetry={answer.refetch} what="the answer" />
          <div role="status">{answer.data && !answer.error && <ExplanationCard answer={answer.data} />}</div>
        </div>
      </Page>
    </>
  );
}
