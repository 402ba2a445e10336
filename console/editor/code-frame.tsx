import type { ReactNode } from 'react';
import { Pieces } from './policy-text.tsx';
import { placeOf, type Span } from './spans.ts';

/** How many letters wide the numbers of the lines are, with the space around them. */
export const gutterWidth = (lines: number) => String(lines).length + 3;

interface Props {
  text: string;
  problems: readonly Span[];
  /** In pixels, from the left. */
  onScroll: (left: number) => void;
  /** The field that is typed in. It lies under the drawn text, in the same cell of the grid, and so has its size. */
  children: ReactNode;
}

/** The text as it is drawn above the field that it is typed in, with its lines numbered. */
export function CodeFrame({ text, problems, onScroll, children }: Props) {
  const lines = text.split('\n');
  const wrong = new Set(problems.map(({ start }) => placeOf(text, start).line));
  return (
    <div className="grid min-h-64 grid-cols-[auto_minmax(0,1fr)] overflow-hidden rounded-control border border-control bg-surface has-focus-visible:outline-2 has-focus-visible:outline-focus has-focus-visible:outline-offset-2">
      <div
        aria-hidden="true"
        className="select-none border-line border-r bg-sunken px-[1ch] py-3 text-right text-muted"
        style={{ width: `${gutterWidth(lines.length)}ch` }}
      >
        {lines.map((_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the numbers of lines are their places
          <div key={line} className={wrong.has(line) ? 'text-danger' : ''}>
            {line + 1}
          </div>
        ))}
      </div>
      <div className="grid overflow-x-auto" onScroll={({ currentTarget }) => onScroll(currentTarget.scrollLeft)}>
        <div className="grid w-max min-w-full">
          {children}
          <pre
            aria-hidden="true"
            className="pointer-events-none col-start-1 row-start-1 whitespace-pre py-3 pr-[3ch] pl-[1ch] font-mono"
          >
            <Pieces text={text} problems={problems} />
            {/* A last line that is empty has its height too. */}
            {(text === '' || text.endsWith('\n')) && ' '}
          </pre>
        </div>
      </div>
    </div>
  );
}
