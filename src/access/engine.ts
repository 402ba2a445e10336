import { digest } from '../kernel/secrets.ts';
import { type EngineRequest, openCedar, type Policy, type Schema } from './cedar.ts';
import { type CompiledVerdict, compileSet } from './compiled/compiled.ts';
import { takesIn } from './compiled/scope.ts';
import type { DecidingPolicy } from './question.ts';

export interface Verdict {
  allowed: boolean;
  /** The engine could not answer; then it is a refusal that no proof changes. */
  failed: boolean;
  /** The permits that allowed it or the forbids that refused it; none where nothing permits it. */
  policies: DecidingPolicy[];
}

export type Evaluate = (request: EngineRequest) => Verdict;

/** Policies that are ready to be asked. */
export interface Engine {
  evaluate: Evaluate;
  policies: readonly Policy[];
  /** Those of them whose scope takes an action in. */
  speakingOf(action: string): readonly Policy[];
}

/** Told what went wrong; `within` says that it is the engine and not what was asked. */
export type Alarm = (problem: string, within: 'question' | 'engine') => void;

/** After the first question about an action, one of so many is asked of Cedar as well. */
const crossCheckEvery = 1000;

/**
 * The one door to the policies. Compiled to functions they answer in microseconds; Cedar answers where they cannot, and is
 * asked beside them now and then: when the two disagree, the answer is no, and from then on Cedar answers alone. A question
 * that does not fit the schema or a policy that errors is a refusal and an alarm: Cedar skips a forbid that errors, so an
 * answer beside an error must not be believed.
 */
export function openEngine(
  schema: Schema,
  policies: readonly Policy[],
  alarm: Alarm,
  slot = digest(JSON.stringify(policies.map(({ text }) => text))),
): Engine {
  const known = new Map<string, DecidingPolicy>(policies.map(({ id, sentence }) => [id, { id, sentence }]));
  const speakingOf = speaking(schema, policies);
  const cedar = openCedar(schema, slot, speakingOf);
  let compiled = compileSet({ policies, schema: schema.json }).evaluate;
  const asked = new Map<string, number>();

  const refuse = (
    { action, resource }: EngineRequest,
    problem: string,
    within: 'question' | 'engine' = 'question',
  ): Verdict => {
    alarm(`${action} on ${resource.type}: ${problem}`, within);
    return { allowed: false, failed: true, policies: [] };
  };

  const verdict = ({ decision, reasons }: CompiledVerdict): Verdict => ({
    allowed: decision === 'allow',
    failed: false,
    policies: reasons.map((id) => known.get(id)!),
  });

  const byCedar: Evaluate = (request) => {
    const answer = cedar(request);
    return answer.problem === null ? verdict(answer) : refuse(request, answer.problem);
  };

  /** Whether it is time to hold an answer against Cedar's. */
  const due = (action: string): boolean => {
    const count = asked.get(action) ?? 0;
    asked.set(action, count + 1);
    return count % crossCheckEvery === 0;
  };

  const evaluate: Evaluate = (request) => {
    if (!schema.actions.has(request.action)) return refuse(request, 'the schema has no such action');
    if (compiled === null) return byCedar(request);
    const answer = compiled(request);
    const plain = (answer.decision === 'allow' || answer.decision === 'deny') && answer.errors.length === 0;
    // Cedar says in words what is wrong.
    if (!plain) return byCedar(request);
    if (due(request.action) && !agree(answer, cedar(request))) {
      compiled = null;
      return refuse(
        request,
        'the compiled policies do not agree with Cedar, which answers alone from now on',
        'engine',
      );
    }
    return verdict(answer);
  };
  return { evaluate, policies, speakingOf };
}

const agree = (one: CompiledVerdict, other: CompiledVerdict): boolean =>
  one.decision === other.decision &&
  one.errors.length === other.errors.length &&
  JSON.stringify([...one.reasons].sort()) === JSON.stringify([...other.reasons].sort());

function speaking({ actions }: Schema, policies: readonly Policy[]): Engine['speakingOf'] {
  const known = new Map<string, readonly Policy[]>();
  return (action) => {
    const groups = actions.get(action) ?? new Set();
    const those = known.get(action) ?? policies.filter(({ json }) => takesIn(json.action, action, groups));
    known.set(action, those);
    return those;
  };
}
