import { countPolicies, formatPolicy, type Policy, problemsOf, readPolicies, type Schema } from '../cedar.ts';
import { lineAndColumn, textOf } from '../policy-files.ts';
import { mentions, pathsOf } from './paths.ts';

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

/** Bytes. A rule that is longer is several rules. */
export const longestPolicy = 16_384;
/** The parser of the engine calls itself for every bracket and every sign in front of one. */
const deepest = 50;

/** `jar.finance-only`: words with dots and dashes. */
const idPattern = /^[a-z][a-z0-9._-]{0,79}$/;

/** Judges one policy as somebody writes it: never throws, whatever it is given. */
export function createCheck(schema: Schema, product: readonly Policy[]): (text: string) => Checked {
  const taken = new Set(product.map(({ id }) => id));

  return (text) => {
    const problem = (message: string, start = 0, end = start): Problem => {
      const bytes = Buffer.from(text);
      const characters = (offset: number) => bytes.subarray(0, offset).toString().length;
      return { message, ...lineAndColumn(text, start), start: characters(start), end: characters(end) };
    };
    const refused = (message: string, start?: number, end?: number, formatted: string | null = null): Checked => ({
      problems: [problem(message, start, end)],
      formatted,
      policy: null,
    });

    if (Buffer.byteLength(text) > longestPolicy) return refused(`A policy has at most ${longestPolicy} bytes.`);
    const tooDeep = whereTooDeep(text);
    if (tooDeep !== null) return refused(`More than ${deepest} brackets or signs inside of each other.`, tooDeep);
    const found = problemsOf(schema, text);
    if (found.length > 0) {
      const formatted = found.every(({ message }) => isParseError(message)) ? null : tryFormat(text);
      return {
        problems: found.map(({ message, start, end }) => problem(message, start, end)),
        formatted,
        policy: null,
      };
    }
    const formatted = formatPolicy(text);
    const { policies, templates } = countPolicies(text);
    if (templates > 0)
      return refused('A policy names whom it is about: it has no ?principal or ?resource.', 0, 0, formatted);
    if (policies !== 1) return refused('Write exactly one policy here.', 0, 0, formatted);
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
    const untrusted = untrustedUse(policy);
    if (untrusted !== null) {
      const at = Buffer.byteLength(text.slice(0, Math.max(0, text.indexOf(untrusted.word))));
      return refused(untrusted.sentence, at, at + untrusted.word.length, formatted);
    }
    return { problems: [], formatted, policy };
  };
}

/** What everybody can say of themselves opens nothing, and nothing is known of the owner of a jar but who it is. */
function untrustedUse({ json }: Policy): { word: string; sentence: string } | null {
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

const isParseError = (message: string) => /parse|unexpected|expected|invalid token/i.test(message);

function tryFormat(text: string): string | null {
  try {
    return formatPolicy(text);
  } catch {
    return null;
  }
}

/** The byte offset of the bracket or sign that is too deep; null if there is none. Text and comments are not told apart. */
function whereTooDeep(text: string): number | null {
  let depth = 0;
  let signs = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if ('!-'.includes(character)) signs += 1;
    else if (!/\s/.test(character)) signs = 0;
    if (depth > deepest || signs > deepest) return Buffer.byteLength(text.slice(0, i));
  }
  return null;
}
