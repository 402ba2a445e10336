import { type EngineRequest, openSchema, type Policy, readPolicies, schemaJsonOf } from '../cedar.ts';
import { type Engine, openEngine, type Verdict } from '../engine.ts';
import { type Checked, createCheck, type Problem, problemAt } from '../policies/check.ts';
import { codeOf, tooDeepAt } from '../policies/limits.ts';
import { textOf } from '../policy-files.ts';
import { dereferences } from './dereferences.ts';
import { type Kinds, readKinds } from './kinds.ts';
import { writtenOut } from './written-out.ts';

export type { Entity, Policy, Uid } from '../cedar.ts';
export { demandValid, ownerOnly } from '../policies/changes.ts';
export type { Checked, Problem } from '../policies/check.ts';
export { fitMembers, Misfit } from './fit.ts';
export type { Kinds } from './kinds.ts';

/** Rules that are not about STING: a schema of their own, and policies under it. */
export interface Rulebook {
  kinds: Kinds;
  policies: readonly Policy[];
  ask(request: EngineRequest): Verdict;
}

export interface RulebookText {
  schema: string;
  /** Each is one policy. */
  policies: readonly string[];
}

/** Bytes. */
const longestSchema = 65_536;
const mostBrackets = 40;
const mostParts = 20_000;
const mostLevels = 20;
/** A policy is checked for each of them. */
const mostPairs = 500;

/** Whoever checks a text takes the place of the one that was checked before. */
const checking = 'rulebook, checked';

/** What is wrong with the text of a schema; nothing where it can be used. Never throws, whatever it is given. */
export function checkSchema(text: string): Problem[] {
  const refused = (message: string) => [problemAt(text, { message, start: 0, end: 0 })];
  if (Buffer.byteLength(text) > longestSchema) return refused(`A schema has at most ${longestSchema} bytes.`);
  const code = codeOf(text);
  // The parser calls itself for each of them.
  const deep = tooDeepAt(code, mostBrackets, '<>');
  if (deep !== null) {
    const start = Buffer.byteLength(text.slice(0, deep));
    return [
      problemAt(text, { message: `More than ${mostBrackets} brackets inside of each other.`, start, end: start }),
    ];
  }
  if (/\bnamespace\s+[A-Za-z_]/.test(code)) return refused('A schema has no namespaces here.');
  const { parts, depth } = writtenOut(code);
  if (parts > mostParts || depth > mostLevels) {
    return refused(
      `The types of a schema have at most ${mostParts} parts and are made of each other over ${mostLevels} levels.`,
    );
  }
  const read = schemaJsonOf(text);
  if ('problems' in read) return read.problems.map((one) => problemAt(text, one));
  const pairs = [...readKinds(read.json).actions.values()].map(
    ({ principals, resources }) => principals.length * resources.length,
  );
  if (pairs.reduce((sum, count) => sum + count, 0) > mostPairs) {
    return refused(`The actions of a schema apply to at most ${mostPairs} pairs of principal and resource together.`);
  }
  try {
    openSchema(textOf([{ name: '', text }]), checking);
    return [];
  } catch (error) {
    const [, line = 1, column = 1, message] = /^:(\d+):(\d+): (.*)$/s.exec((error as Error).message) ?? [];
    if (message === undefined) throw error;
    return [{ message, line: Number(line), column: Number(column), start: 0, end: 0 }];
  }
}

/** What a schema says that is valid. */
export function kindsOf(schema: string): Kinds {
  return readKinds(openSchema(textOf([{ name: '', text: schema }]), checking).json);
}

/** Judges one policy under a schema that is valid. */
export function checkPolicy(schemaText: string, text: string): Checked {
  const schema = openSchema(textOf([{ name: '', text: schemaText }]), checking);
  const kinds = readKinds(schema.json);
  return createCheck(schema, [], (policy) => dereferences(kinds, policy))(text);
}

/** One of the names under which the engine keeps a schema and policies, and the rulebook whose they are. */
interface Seat {
  name: string;
  holder: Opened | null;
}

let instances = 0;

/**
 * Keeps the rulebooks open that were asked last, at most `capacity`: the engine never forgets what it was given, it only
 * replaces what has the same name. `alarm` is told when the engine itself fails.
 */
export function createRulebooks({ capacity, alarm }: { capacity: number; alarm: (problem: string) => void }) {
  const instance = instances++;
  const seats = Array.from({ length: capacity }, (_, i): Seat => ({ name: `rulebook ${instance}.${i}`, holder: null }));
  const open = new Map<string, Opened>();

  /** A free one, by sending away who was asked longest ago if it must be. */
  function seat(): Seat {
    const free = seats.find(({ holder }) => holder === null);
    if (free) return free;
    const [key, oldest] = open.entries().next().value!;
    open.delete(key);
    return oldest.leave();
  }

  return {
    /** `key` stands for exactly one text, which is read where no open rulebook has the key. */
    async open(key: string, text: () => Promise<RulebookText>): Promise<Rulebook> {
      const read = open.has(key) ? null : await text();
      // Another request may have opened it meanwhile.
      const rulebook = open.get(key) ?? new Opened(read!, seat, alarm);
      // Whoever was asked last leaves last.
      open.delete(key);
      open.set(key, rulebook);
      return rulebook;
    },
  };
}

class Opened implements Rulebook {
  readonly kinds: Kinds;
  readonly policies: readonly Policy[];
  readonly #text: RulebookText;
  readonly #findSeat: () => Seat;
  readonly #alarm: (problem: string) => void;
  #seat: Seat | null = null;
  #engine: Engine;

  constructor(text: RulebookText, findSeat: () => Seat, alarm: (problem: string) => void) {
    this.#text = text;
    this.#findSeat = findSeat;
    this.#alarm = alarm;
    const schema = this.#sit();
    this.#engine = schema.engine;
    this.kinds = schema.kinds;
    this.policies = this.#engine.policies;
  }

  /** Of one that was sent away while somebody still held it, each question takes a seat anew and gives it back. */
  ask(request: EngineRequest): Verdict {
    if (this.#seat !== null) return this.#engine.evaluate(request);
    this.#engine = this.#sit().engine;
    const verdict = this.#engine.evaluate(request);
    this.leave();
    return verdict;
  }

  leave(): Seat {
    const seat = this.#seat!;
    seat.holder = null;
    this.#seat = null;
    return seat;
  }

  #sit(): { engine: Engine; kinds: Kinds } {
    const seat = this.#findSeat();
    const { schema: text, policies } = this.#text;
    const schema = openSchema(textOf([{ name: 'schema', text }]), seat.name);
    const kinds = readKinds(schema.json);
    const parsed =
      policies.length === 0 ? [] : readPolicies(schema, textOf(policies.map((one) => ({ name: 'policy', text: one }))));
    // Of a question that failed whoever asked it hears, and counts it.
    const engine = openEngine(
      schema,
      parsed,
      (problem, within) => within === 'engine' && this.#alarm(problem),
      seat.name,
    );
    seat.holder = this;
    this.#seat = seat;
    return { engine, kinds };
  }
}
