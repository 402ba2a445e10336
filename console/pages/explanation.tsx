import type { ReactNode } from 'react';
import type { Explanation } from '../../src/http/api/policy-shapes.ts';
import { useRoleTitles } from '../api/role-titles.ts';
import { explained, wayWords } from '../ui/answer-words.ts';
import { AnswerBadge, DecidingRules } from '../ui/deciding-rules.tsx';
import { Card } from '../ui/page.tsx';

/** The answer to a question, with everything that it rests on. */
export function ExplanationCard({ answer }: { answer: Explanation }) {
  const [first, ...more] = explained(answer);
  const { ways, roles, teams } = answer;
  const title = useRoleTitles();
  return (
    <Card className="grid grid-cols-1 gap-6 p-4 sm:p-6">
      <div className="grid justify-items-start gap-2">
        <AnswerBadge answer={answer} />
        <p className="font-semibold text-lg">{first}</p>
        {more.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <DecidingRules answer={answer} />
      <dl className="grid gap-x-8 gap-y-4 border-line border-t pt-6 text-sm sm:grid-cols-2">
        {ways.length > 0 && (
          <Fact name="Ways to the jar">
            {ways.map((way) => (
              <span key={`${way.relation} ${way.by.type} ${way.by.id}`} className="block">
                {wayWords(way)}
              </span>
            ))}
          </Fact>
        )}
        <Fact name="Roles">{roles.map(title).join(', ') || 'none'}</Fact>
        <Fact name="Teams">{teams.map(({ name }) => name).join(', ') || 'none'}</Fact>
        <Fact name="What rules know of them">
          {Object.entries(answer.attributes)
            .map(([name, value]) => `${name.replaceAll('_', ' ')}: ${shown(name, value)}`)
            .join(', ') || 'nothing'}
        </Fact>
      </dl>
    </Card>
  );
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });

/** The end of an employment is in seconds, for the rules to compute with. */
const shown = (name: string, value: unknown) =>
  name === 'employment_end' ? day.format(Number(value) * 1000) : String(value);

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="font-medium">{name}</dt>
      <dd className="text-muted">{children}</dd>
    </div>
  );
}
