import { piecesOf, type Span } from './spans.ts';
import type { Token } from './tokens.ts';

const colours: Record<Token['kind'], string> = {
  comment: 'text-muted italic',
  string: 'text-success',
  keyword: 'text-accent-text',
  annotation: 'text-muted',
  plain: '',
};

/** Text in its colours, with problems underlined. */
export function Pieces({ text, problems = [] }: { text: string; problems?: readonly Span[] }) {
  return piecesOf(text, problems).map(({ start, kind, wrong, text: piece }) => (
    <span
      key={start}
      className={`${colours[kind]} ${wrong ? 'underline decoration-2 decoration-danger decoration-wavy underline-offset-2' : ''}`}
    >
      {piece}
    </span>
  ));
}

/** The text of a rule, to read. */
export function PolicyText({ text }: { text: string }) {
  return (
    <pre className="whitespace-pre-wrap rounded-control bg-sunken p-4 font-mono text-sm leading-6">
      <Pieces text={text} />
    </pre>
  );
}
