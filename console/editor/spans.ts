import { type Token, tokensOf } from './tokens.ts';

/** Characters of a text, from `start` up to but without `end`. */
export interface Span {
  start: number;
  end: number;
}

/** Where an offset stands: line and column, both from 0. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, column: before.at(-1)!.length };
}

/** A span that can be seen: what is wrong with nothing, as at the end of a text, is shown at the character next to it. */
function visible(text: string, { start, end }: Span): Span {
  if (end > start) return { start, end };
  const free = (at: number) => at < text.length && text[at] !== '\n';
  if (free(start)) return { start, end: start + 1 };
  return { start: Math.max(0, Math.min(start, text.length) - 1), end: start };
}

/** Where a span of one text stands in another one that was typed from it. What was typed into it belongs to it. */
export function carried({ start, end }: Span, from: string, to: string): Span {
  const shorter = Math.min(from.length, to.length);
  let head = 0;
  while (head < shorter && from[head] === to[head]) head++;
  let tail = 0;
  while (tail < shorter - head && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++;
  const grown = to.length - from.length;
  const move = (offset: number) => (offset <= head ? offset : Math.max(head, offset + grown));
  return { start: move(start), end: Math.max(move(start), move(end)) };
}

/** The pieces that are drawn: those of one kind, cut where a problem begins or ends. */
export function piecesOf(text: string, problems: readonly Span[]): (Token & { wrong: boolean })[] {
  const shown = problems.map((each) => visible(text, each));
  const cuts = shown.flatMap(({ start, end }) => [start, end]);
  return tokensOf(text).flatMap((token) => {
    const stop = token.start + token.text.length;
    const inside = cuts.filter((cut) => cut > token.start && cut < stop);
    const edges = [...new Set([token.start, ...inside, stop])].sort((a, b) => a - b);
    return edges.slice(0, -1).map((start, index) => ({
      kind: token.kind,
      start,
      text: text.slice(start, edges[index + 1]),
      wrong: shown.some((problem) => problem.start <= start && start < problem.end),
    }));
  });
}
