import type { Vocabulary } from '../../src/http/api/policy-shapes.ts';
import { tokensOf } from './tokens.ts';

/** One word that can stand at the caret. */
export interface Suggestion {
  text: string;
  /** What kind of value it is, for paths. */
  type: string;
  /** It may be absent: a rule asks for it by `has` first. */
  optional: boolean;
}

/** What can stand at the caret instead of what is typed from `from` on. `closing` follows whichever is taken. */
export interface Offer {
  from: number;
  closing: string;
  suggestions: Suggestion[];
}

/** What fits to what was typed before the caret; null where there is nothing to suggest. */
export function offerAt(text: string, caret: number, { actions, paths }: Vocabulary): Offer | null {
  const before = text.slice(0, caret);
  const inside = tokensOf(before).at(-1)?.kind;
  const action = /Action::"([\w.]*)$/.exec(before)?.[1];
  if (action !== undefined) {
    const found = actions.filter((each) => fits(each, action));
    return offer(action, caret, text[caret] === '"' ? '' : '"', found.map(plain));
  }
  if (inside === 'comment' || inside === 'string') return null;
  const [path, variable] = /(?<![\w.])(context|principal|resource)\.[\w.]*$/.exec(before) ?? [];
  if (path === undefined) return null;
  const typed = path.slice(variable!.length + 1);
  const known = paths.filter((each) => each.path.startsWith(`${variable}.`));
  const found = known.filter((each) => fits(each.path.slice(variable!.length + 1), typed));
  return offer(
    path,
    caret,
    '',
    found.map(({ path: full, ...rest }) => ({ ...rest, text: full })),
  );
}

const plain = (text: string): Suggestion => ({ text, type: '', optional: false });

const fits = (word: string, typed: string) => word.toLowerCase().includes(typed.toLowerCase());

/** Nothing where the only word that fits stands there already. Words that begin as typed come first. */
function offer(typed: string, caret: number, closing: string, found: Suggestion[]): Offer | null {
  if (found.length === 0 || (found.length === 1 && found[0]!.text === typed)) return null;
  const begins = ({ text }: Suggestion) => text.startsWith(typed);
  const suggestions = [...found.filter(begins), ...found.filter((each) => !begins(each))];
  return { from: caret - typed.length, closing, suggestions };
}
