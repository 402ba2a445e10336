import type { PolicyCheck } from '../../src/http/api/policy-shapes.ts';
import { Icon } from '../ui/icons.tsx';
import { plural } from '../ui/words.ts';

interface Props {
  id: string;
  /** Undefined until the text was judged for the first time. */
  problems: PolicyCheck['problems'] | undefined;
  /** Moves the caret to a problem. */
  onGo: (problem: PolicyCheck['problems'][number]) => void;
}

/** What is wrong with a text, each with the way to it. It keeps its height, so that nothing below it jumps. */
export function ProblemList({ id, problems, onGo }: Props) {
  return (
    <div id={id} aria-live="polite" className="min-h-12">
      {problems?.length === 0 && (
        <p className="flex min-h-10 items-center gap-2 text-sm text-success">
          <Icon name="check" />
          This text is a rule.
        </p>
      )}
      {problems && problems.length > 0 && (
        <>
          <p className="flex min-h-10 items-center gap-2 font-medium text-danger text-sm">
            <Icon name="warning" />
            {plural(problems.length, 'problem')}
          </p>
          <ul className="grid gap-1">
            {problems.map((problem) => (
              <li key={`${problem.line}:${problem.column} ${problem.message}`}>
                <button
                  type="button"
                  onClick={() => onGo(problem)}
                  className="flex min-h-8 w-full gap-3 rounded-control px-2 py-1 text-left text-sm hover:bg-sunken"
                >
                  <span className="shrink-0 font-mono text-muted underline">
                    {problem.line}:{problem.column}
                  </span>
                  <span>{spoken(problem.message)}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** The parser tells first that it failed, which is said already. */
function spoken(message: string): string {
  const what = message.replace(/^failed to parse policies from string: /, '');
  return what.charAt(0).toUpperCase() + what.slice(1);
}
