import {
  type AuthorizationAnswer,
  type DetailedError,
  formatPolicies,
  type PolicyJson,
  policySetTextToParts,
  policyToJson,
  preparsePolicySet,
  preparseSchema,
  type SchemaJson,
  schemaToJson,
  statefulIsAuthorized,
  validate,
} from '@cedar-policy/cedar-wasm/nodejs';
import { digest } from '../kernel/secrets.ts';
import type { CompiledVerdict } from './compiled/compiled.ts';
import type { PolicyText } from './policy-files.ts';
import type { DecidingPolicy } from './question.ts';

export type { Expr, PolicyJson, SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';

export interface Uid {
  type: string;
  id: string;
}

/** Values of attributes are Cedar's JSON: text, whole numbers, lists, records, `{__entity: Uid}`, `{__extn: {fn, arg}}`. */
export interface Entity extends Uid {
  attributes: Record<string, unknown>;
  parents: readonly Uid[];
}

/** A question to the policies; the schema says which action takes which principal, resource and context. */
export interface EngineRequest {
  principal: Entity;
  action: string;
  resource: Entity;
  context: Record<string, unknown>;
}

/** What the rules may speak about. */
export interface Schema {
  /** By which the engine knows it. */
  name: string;
  json: SchemaJson<string>;
  /** Each action that a question can be about, with the groups that it is in, directly or through another group. */
  actions: ReadonlyMap<string, ReadonlySet<string>>;
  text: string;
}

export interface Policy extends DecidingPolicy {
  text: string;
  json: PolicyJson;
}

/** What is wrong with a text, and where: offsets in bytes. */
export interface PolicyProblem {
  message: string;
  start: number;
  end: number;
}

/** Throws, naming the place, where the text is no schema. The engine keeps one for each name, as long as the thread lives. */
export function openSchema(source: PolicyText, name = digest(source.text)): Schema {
  const parsed = preparseSchema(name, source.text);
  if (parsed.type === 'failure') throw located(source, problemsIn(parsed.errors)[0]!);
  const json = demand(schemaToJson(source.text)).json;
  return { name, json, actions: askableActions(json), text: source.text };
}

/** The text of a schema as JSON, or what is wrong with how it is written. Whether it makes sense `openSchema` says. */
export function schemaJsonOf(text: string): { json: SchemaJson<string> } | { problems: PolicyProblem[] } {
  const answer = schemaToJson(text);
  return answer.type === 'failure' ? { problems: problemsIn(answer.errors) } : { json: answer.json };
}

/** What Cedar has to say against a text of policies. Warnings count: a rule that never applies is a mistake. */
export function problemsOf(schema: Schema, text: string): PolicyProblem[] {
  const answer = validate({ schema: schema.text, policies: { staticPolicies: text } });
  if (answer.type === 'failure') return problemsIn(answer.errors);
  const errors = [...answer.validationErrors, ...answer.validationWarnings].map(({ error }) => error);
  return problemsIn([...errors, ...answer.otherWarnings]);
}

/**
 * Every policy of a text by its `@id`; each has to have one of its own, and an `@sentence`. Throws, naming the place, where
 * a text does not parse, does not fit the schema or lacks one of the two.
 */
export function readPolicies(schema: Schema, source: PolicyText): Policy[] {
  const [problem] = problemsOf(schema, source.text);
  if (problem) throw located(source, problem);
  const parts = demand(policySetTextToParts(source.text));
  const taken = new Set<string>();
  return [...parts.policies, ...parts.policy_templates].map((text) => {
    const { json } = demand(policyToJson(text));
    const { id, sentence } = json.annotations ?? {};
    const place = source.place(Buffer.byteLength(source.text.slice(0, source.text.indexOf(text))));
    if (!id || !sentence) throw new Error(`${place}: a policy needs @id("...") and @sentence("...").`);
    if (taken.has(id)) throw new Error(`${place}: @id("${id}") is the name of another policy.`);
    taken.add(id);
    return { id, sentence, text, json };
  });
}

/** The policies of a text that parses, whether or not they fit a schema. */
export function parsePolicies(text: string): PolicyJson[] {
  return demand(policySetTextToParts(text)).policies.map((policy) => demand(policyToJson(policy)).json);
}

/** The same text as it is usually laid out; comments stay. Only for a text that parses. */
export function formatPolicy(text: string): string {
  return demand(formatPolicies({ policyText: text, lineWidth: 100, indentWidth: 2 })).formatted_policy;
}

/** What Cedar itself answers to a question about these policies, with its words for what went wrong. */
export interface CedarAnswer extends CompiledVerdict {
  problem: string | null;
}

/**
 * Cedar over the policies that `speakingOf` names for an action. They are parsed when the action is first asked about: all
 * together would be a tenth of the time that a start takes. Preparsed sets live as long as the thread; those of one slot
 * take each other's place, and each finds its own again when it is asked.
 */
export function openCedar(
  schema: Schema,
  slot: string,
  speakingOf: (action: string) => readonly Policy[],
): (request: EngineRequest) => CedarAnswer {
  const preparsed = (action: string): string => {
    const set = `${schema.name} ${slot} ${action}`;
    if (holders.get(set) === speakingOf) return set;
    const staticPolicies = Object.fromEntries(speakingOf(action).map(({ id, text }) => [id, text]));
    demand(preparsePolicySet(set, { staticPolicies }));
    holders.set(set, speakingOf);
    return set;
  };
  return (request) => answerOf(() => ask(schema, preparsed(request.action), request));
}

/** Whose policies each set has: somebody may still ask an engine whose place another one has taken. */
const holders = new Map<string, (action: string) => readonly Policy[]>();

function answerOf(asked: () => AuthorizationAnswer): CedarAnswer {
  const failed = (problem: string): CedarAnswer => ({ decision: 'failed', reasons: [], errors: [], problem });
  let answer: AuthorizationAnswer;
  try {
    answer = asked();
  } catch (error) {
    // Half of a surrogate pair in a text is thrown out by Cedar's reader of JSON, and whatever breaks Cedar is no yes.
    return failed((error as Error).message ?? String(error));
  }
  if (answer.type !== 'success') return failed(sentences(answer.errors));
  const { decision, diagnostics } = answer.response;
  const errors = diagnostics.errors.map(({ policyId }) => policyId);
  const problem = diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`).join('; ');
  return { decision, reasons: diagnostics.reason, errors, problem: problem === '' ? null : problem };
}

/** Asks Cedar about policies that are preparsed under this name. */
function ask(schema: Schema, preparsed: string, { principal, action, resource, context }: EngineRequest) {
  return statefulIsAuthorized({
    principal: uid(principal),
    action: { type: 'Action', id: action },
    resource: uid(resource),
    context: context as never,
    entities: [principal, resource].map((entity) => ({
      uid: uid(entity),
      attrs: entity.attributes as never,
      parents: [...entity.parents],
    })),
    preparsedPolicySetId: preparsed,
    preparsedSchemaName: schema.name,
    validateRequest: true,
  });
}

/** What Cedar itself answers about policies that are no text, for the tests that hold the compiled ones against it. */
export function referenceAnswers(
  schema: Schema,
  policies: Record<string, PolicyJson>,
  requests: readonly EngineRequest[],
): CompiledVerdict[] {
  demand(preparsePolicySet('reference', { staticPolicies: policies }));
  return requests.map((request) => {
    const { problem: _, ...verdict } = answerOf(() => ask(schema, 'reference', request));
    return verdict;
  });
}

function askableActions(schema: SchemaJson<string>): Map<string, Set<string>> {
  const actions = schema['']?.actions ?? {};
  // Each group once: there can be very many ways to it.
  const groupsOf = (action: string, found = new Set<string>()): Set<string> => {
    for (const { id } of actions[action]?.memberOf ?? []) if (!found.has(id)) groupsOf(id, found.add(id));
    return found;
  };
  // A group of actions applies to nothing itself.
  const askable = Object.keys(actions).filter((action) => actions[action]!.appliesTo?.resourceTypes.length);
  return new Map(askable.map((action) => [action, groupsOf(action)]));
}

const uid = ({ type, id }: Uid): Uid => ({ type, id });

/** The answer, unless the engine failed. */
function demand<T extends { type: string }>(answer: T): Extract<T, { type: 'success' }> {
  if (answer.type === 'success') return answer as Extract<T, { type: 'success' }>;
  throw new Error(`Cedar: ${JSON.stringify(answer)}`);
}

const located = (source: PolicyText, { start, message }: PolicyProblem) =>
  new Error(`${source.place(start)}: ${message}`);

function problemsIn(errors: readonly DetailedError[]): PolicyProblem[] {
  return errors.map((error) => {
    const place = error.sourceLocations?.[0];
    return { message: sentences([error]), start: place?.start ?? 0, end: place?.end ?? place?.start ?? 0 };
  });
}

const sentences = (errors: readonly DetailedError[]) =>
  errors.map(({ message, help }) => (help ? `${message} (${help})` : message)).join('; ');
