import { nearest } from '../../kernel/nearest.ts';
import {
  formatPolicy,
  type Policy,
  type PolicyProblem,
  parsePolicies,
  problemsOf,
  readPolicies,
  type Schema,
} from '../cedar.ts';
import { lineAndColumn, textOf } from '../policy-files.ts';
import { tooComplex } from './limits.ts';
import { attributesIn, mentions, pathsOf } from './paths.ts';

/** What is wrong with a text: line and column from 1, offsets in characters. */
export interface Problem {
  message: string;
  line: number;
  column: number;
  start: number;
  end: number;
}

/** A text that can be saved, or why not. `formatted` is the text as it is usually laid out; null where it does not parse. */
export interface Checked {
  problems: Problem[];
  formatted: string | null;
  policy: Policy | null;
}

/** `jar.finance-only`: words with dots and dashes. */
const idPattern = /^[a-z][a-z0-9._-]{0,79}$/;

/** A word of a policy that it must not rest on, and why; null where there is none. */
export type Refuse = (policy: Policy) => { word: string; sentence: string } | null;

/**
 * Judges one policy as somebody writes it: never throws, whatever it is given. `refuse` says what it must not rest on,
 * although the schema has it.
 */
export function createCheck(
  schema: Schema,
  product: readonly Policy[],
  refuse: Refuse = untrustedUse,
): (text: string) => Checked {
  const taken = new Set(product.map(({ id }) => id));
  const known = attributesIn(schema.json);

  /** To ask whether there `has` something that nothing has is no error to Cedar, only a rule that never applies. */
  function misspeltIn(text: string): PolicyProblem | null {
    for (const [, ...attributes] of parsePolicies(text).flatMap(pathsOf)) {
      const word = attributes.find((attribute) => !known.has(attribute));
      if (word === undefined) continue;
      const start = Buffer.byteLength(
        text.slice(0, Math.max(0, text.search(new RegExp(`\\b${RegExp.escape(word)}\\b`)))),
      );
      const [near] = nearest(word, [...known]);
      const message = `Nothing has “${word}”${near ? `: did you mean “${near}”?` : '.'}`;
      return { message, start, end: start + Buffer.byteLength(word) };
    }
    return null;
  }

  return (text) => {
    const refused = (message: string, start = 0, end = start, formatted: string | null = null): Checked => ({
      problems: [problemAt(text, { message, start, end })],
      formatted,
      policy: null,
    });

    const tooMuch = tooComplex(text);
    if (tooMuch) return refused(tooMuch.message, tooMuch.offset);
    const found = problemsOf(schema, text);
    const formatted = tryFormat(text);
    const misspelt = formatted === null ? null : misspeltIn(text);
    if (misspelt !== null) return refused(misspelt.message, misspelt.start, misspelt.end, formatted);
    if (found.length > 0) {
      return { problems: distinct(found).map((one) => problemAt(text, one)), formatted, policy: null };
    }
    if (parsePolicies(text).length !== 1) return refused('Write exactly one policy here.', 0, 0, formatted);
    let policy: Policy;
    try {
      policy = readPolicies(schema, textOf([{ name: '', text }]))[0]!;
    } catch {
      return refused('A policy needs @id("...") and @sentence("...") in front of it.', 0, 0, formatted);
    }
    if (!idPattern.test(policy.id)) {
      return refused('An @id is of small letters, digits, dots and dashes, at most 80.', 0, 0, formatted);
    }
    if (taken.has(policy.id)) return refused(`“${policy.id}” is a policy of STING itself.`, 0, 0, formatted);
    const untrusted = refuse(policy);
    if (untrusted !== null) {
      const at = Buffer.byteLength(text.slice(0, Math.max(0, text.indexOf(untrusted.word))));
      return refused(untrusted.sentence, at, at + untrusted.word.length, formatted);
    }
    return { problems: [], formatted, policy };
  };
}

/** What everybody can say of themselves opens nothing, and nothing is known of the owner of a jar but who it is. */
function untrustedUse({ json }: Policy): ReturnType<Refuse> {
  if (json.effect === 'permit' && mentions(json, ['context', 'declared'])) {
    return {
      word: 'declared',
      sentence: 'A policy that permits cannot rest on `context.declared`: anybody can send what it holds.',
    };
  }
  if (
    pathsOf(json).some(([variable, attribute, beyond]) => variable === 'resource' && attribute === 'owner' && beyond)
  ) {
    return {
      word: 'owner',
      sentence: 'Of the owner of a jar only who it is can be asked: `resource.owner == principal`.',
    };
  }
  return null;
}

/** The problem as it is told: with its line and column, and in characters. */
export function problemAt(text: string, { message, start, end }: PolicyProblem): Problem {
  const bytes = Buffer.from(text);
  const characters = (offset: number) => bytes.subarray(0, offset).toString().length;
  return { message, ...lineAndColumn(text, start), start: characters(start), end: characters(end) };
}

/** Null for a text that does not parse. */
function tryFormat(text: string): string | null {
  try {
    return formatPolicy(text);
  } catch {
    return null;
  }
}

/** Cedar says the same once for each action, and names policies by numbers that nobody gave them. */
function distinct(problems: readonly PolicyProblem[]): PolicyProblem[] {
  const places = new Map<string, PolicyProblem>();
  for (const problem of problems) {
    const message = problem.message.replace(/^for policy `policy\d+`, /, '');
    const key = `${problem.start} ${problem.end}`;
    if (!places.has(key)) places.set(key, { ...problem, message });
  }
  return [...places.values()];
}
