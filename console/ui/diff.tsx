import { lineDiff } from './line-diff.ts';

const looks = {
  same: { sign: ' ', said: '', className: 'text-muted' },
  removed: { sign: '−', said: 'Removed: ', className: 'bg-danger-soft text-danger' },
  added: { sign: '+', said: 'Added: ', className: 'bg-success-soft text-success' },
};

/** What became of a text, line by line. */
export function Diff({ before, after }: { before: string; after: string }) {
  return (
    <pre className="whitespace-pre-wrap rounded-control border border-line py-2 font-mono text-sm leading-6">
      {lineDiff(before, after).map(({ kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one comparison never move
        <span key={index} className={`block px-4 ${looks[kind].className}`}>
          <span className="sr-only">{looks[kind].said}</span>
          <span aria-hidden="true">{looks[kind].sign} </span>
          {text}
        </span>
      ))}
    </pre>
  );
}
