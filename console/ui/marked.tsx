import { Fragment } from 'react';
import { pieces } from './snippet.ts';

/** What was found, with the words that were looked for standing out. */
export function Marked({ snippet }: { snippet: string }) {
  return (
    <>
      {pieces(snippet).map(({ text, found }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one snippet never move
        <Fragment key={index}>
          {found ? <mark className="rounded-sm bg-accent-soft px-0.5 font-medium text-text">{text}</mark> : text}
        </Fragment>
      ))}
    </>
  );
}
