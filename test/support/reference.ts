import assert from 'node:assert/strict';
import {
  type EngineRequest,
  openSchema,
  type PolicyJson,
  parsePolicies,
  referenceAnswers,
  type Schema,
} from '../../src/access/cedar.ts';
import { type CompiledVerdict, compileSet } from '../../src/access/compiled/compiled.ts';

/** Policies in Cedar's JSON by their ids. */
export type Policies = Record<string, PolicyJson>;

const sorted = ({ decision, reasons, errors }: CompiledVerdict): CompiledVerdict => ({
  decision,
  reasons: reasons.toSorted(),
  errors: errors.toSorted(),
});

/**
 * Asks the compiled policies and Cedar, and asserts that they agree. Answers what both said, request by request; where
 * the compiled policies leave a request to Cedar, `unfamiliar`.
 */
export function bothAnswer(schema: Schema, policies: Policies, requests: readonly EngineRequest[]): CompiledVerdict[] {
  const compiled = compileSet({
    policies: Object.entries(policies).map(([id, json]) => ({ id, json })),
    schema: schema.json,
  });
  assert.deepEqual(compiled.declined, []);
  const answers = requests.map((request) => sorted(compiled.evaluate!(request)));
  const reference = referenceAnswers(schema, policies, requests).map(sorted);
  const expected = reference.map((verdict, index) =>
    answers[index]!.decision === 'unfamiliar' ? answers[index] : verdict,
  );
  assert.deepEqual(answers, expected);
  return answers;
}

/** Whether the condition holds or errs for both. */
export function bothEvaluate(schema: Schema, condition: string, request: EngineRequest): boolean | 'errs' {
  const id = 'condition';
  const json = policyOf(`permit (principal, action, resource) when { ${condition} };`);
  const [verdict] = bothAnswer(schema, { [id]: json }, [request]);
  assert.ok(verdict && ['allow', 'deny'].includes(verdict.decision), `the request is ${verdict?.decision}`);
  return verdict.errors.length > 0 ? 'errs' : verdict.decision === 'allow';
}

export const schemaOf = (text: string): Schema => openSchema({ text, place: (offset) => `${offset}` });

/** The first policy of a text. */
export const policyOf = (text: string): PolicyJson => parsePolicies(text)[0]!;
