import {
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
import type { DecidingPolicy } from './access.ts';
import type { CompiledVerdict } from './compiled/compiled.ts';
import { takesIn } from './compiled/scope.ts';
import type { PolicyText } from './policy-files.ts';

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

export interface Verdict {
  allowed: boolean;
  /** The engine could not answer; then it is a refusal that no proof changes. */
  failed: boolean;
  /** The permits that allowed it or the forbids that refused it; none where nothing permits it. */
  policies: DecidingPolicy[];
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

export type Evaluate = (request: EngineRequest) => Verdict;

/** Policies that are ready to be asked. */
export interface Engine {
  evaluate: Evaluate;
  policies: readonly Policy[];
  /** Those of them whose scope takes an action in. */
  speakingOf(action: string): readonly Policy[];
}

/** Throws, naming the place, where the text is no schema. */
export function openSchema(source: PolicyText): Schema {
  const name = digest(source.text);
  const parsed = preparseSchema(name, source.text);
  if (parsed.type === 'failure') throw located(source, problemsIn(parsed.errors)[0]!);
  const json = demand(schemaToJson(source.text)).json;
  return { name, json, actions: askableActions(json), text: source.text };
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

/**
 * The one door to the engine. A question that does not fit the schema or a policy that errors is a refusal and an alarm:
 * Cedar skips a forbid that errors, so its answer must not be believed.
 */
export function openEngine(
  schema: Schema,
  policies: readonly Policy[],
  alarm: (problem: string) => void,
  slot = digest(JSON.stringify(policies.map(({ text }) => text))),
): Engine {
  const known = new Map<string, DecidingPolicy>(policies.map(({ id, sentence }) => [id, { id, sentence }]));
  const speakingOf = speaking(schema, policies);
  const preparsed = preparsedSets(`${schema.name} ${slot}`, speakingOf);

  const refuse = ({ action, resource }: EngineRequest, problem: string): Verdict => {
    alarm(`${action} on ${resource.type}: ${problem}`);
    return { allowed: false, failed: true, policies: [] };
  };

  const evaluate: Evaluate = (request) => {
    const { action } = request;
    if (!schema.actions.has(action)) return refuse(request, 'the schema has no such action');
    const answer = ask(schema, preparsed(action), request);
    if (answer.type !== 'success') return refuse(request, sentences(answer.errors));
    const { decision, diagnostics } = answer.response;
    if (diagnostics.errors.length > 0) {
      return refuse(
        request,
        diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`).join('; '),
      );
    }
    return { allowed: decision === 'allow', failed: false, policies: diagnostics.reason.map((id) => known.get(id)!) };
  };
  return { evaluate, policies, speakingOf };
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

/** What Cedar itself answers, for the tests that hold the compiled policies against it. */
export function referenceAnswers(
  schema: Schema,
  policies: Record<string, PolicyJson>,
  requests: readonly EngineRequest[],
): CompiledVerdict[] {
  demand(preparsePolicySet('reference', { staticPolicies: policies }));
  return requests.map((request) => {
    try {
      const answer = ask(schema, 'reference', request);
      if (answer.type === 'failure') return { decision: 'failed', reasons: [], errors: [] };
      const { decision, diagnostics } = answer.response;
      return { decision, reasons: diagnostics.reason, errors: diagnostics.errors.map(({ policyId }) => policyId) };
    } catch (error) {
      // Half of a surrogate pair in a text is not refused, but thrown out by Cedar's reader of JSON.
      if (/hex escape/.test(String(error))) return { decision: 'failed', reasons: [], errors: [] };
      throw error;
    }
  });
}

function speaking({ actions }: Schema, policies: readonly Policy[]): Engine['speakingOf'] {
  const known = new Map<string, readonly Policy[]>();
  return (action) => {
    const groups = actions.get(action) ?? new Set();
    const those = known.get(action) ?? policies.filter(({ json }) => takesIn(json.action, action, groups));
    known.set(action, those);
    return those;
  };
}

/**
 * For an action, the name of the policies whose scope takes it in, which spares a decision the others. They are parsed when
 * the action is first asked about: all together would be a tenth of the time that a start takes. Preparsed sets live as
 * long as the thread; whoever opens an engine in the same slot replaces them.
 */
function preparsedSets(slot: string, speakingOf: Engine['speakingOf']) {
  const ready = new Set<string>();
  return (action: string): string => {
    const set = `${slot} ${action}`;
    if (ready.has(set)) return set;
    const staticPolicies = Object.fromEntries(speakingOf(action).map(({ id, text }) => [id, text]));
    demand(preparsePolicySet(set, { staticPolicies }));
    ready.add(set);
    return set;
  };
}

function askableActions(schema: SchemaJson<string>): Map<string, Set<string>> {
  const actions = schema['']?.actions ?? {};
  const groupsOf = (action: string): string[] =>
    (actions[action]?.memberOf ?? []).flatMap(({ id }) => [id, ...groupsOf(id)]);
  // A group of actions applies to nothing itself.
  const askable = Object.keys(actions).filter((action) => actions[action]!.appliesTo?.resourceTypes.length);
  return new Map(askable.map((action) => [action, new Set(groupsOf(action))]));
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
