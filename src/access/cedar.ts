import {
  type ActionConstraint,
  type DetailedError,
  type EntityUidJson,
  policySetTextToParts,
  policyToJson,
  preparsePolicySet,
  preparseSchema,
  schemaToJson,
  statefulIsAuthorized,
  validate,
} from '@cedar-policy/cedar-wasm/nodejs';
import { digest } from '../kernel/secrets.ts';
import type { DecidingPolicy } from './access.ts';
import { type PolicyText, readPolicyFiles } from './policy-files.ts';

/** A question to the policies; the schema says which action takes which resource and context. */
export interface CedarRequest {
  subject: { id: string; roles: readonly string[] };
  action: string;
  resource: { type: 'Jar' | 'Installation'; id: string; attributes: Record<string, string> };
  context: Record<string, unknown>;
}

export interface Verdict {
  allowed: boolean;
  /** The engine could not answer; then it is a refusal that no proof changes. */
  failed: boolean;
  /** The permits that allowed it or the forbids that refused it; none where nothing permits it. */
  policies: DecidingPolicy[];
}

/** A policy of a file: its text, and the actions that its scope names. */
interface Policy extends DecidingPolicy {
  text: string;
  scope: ActionConstraint;
}

export type Evaluate = (request: CedarRequest) => Verdict;

/** Policies that are ready to be asked. */
interface Engine {
  evaluate: Evaluate;
  /** What a question can be about: the actions of the schema. */
  actions: readonly string[];
}

/**
 * Reads and validates the policies of a folder and answers the one door to the engine. Throws where a file does not
 * parse or fit the schema, with file, line and sentence. A question that does not fit the schema or a policy that
 * errors is a refusal and an alarm: Cedar skips a forbid that errors, so its answer must not be believed.
 */
export function openCedar(directory: string, alarm: (problem: string) => void): Engine {
  const { schema, policies: source } = readPolicyFiles(directory);
  const name = digest(JSON.stringify([schema.text, source.text]));
  check(name, source, schema);
  const policies = policiesOf(source);
  const known = new Map<string, DecidingPolicy>(policies.map(({ id, sentence }) => [id, { id, sentence }]));
  const actions = askableActions(schema);
  const preparsed = preparsedSets(name, policies);

  const refuse = ({ action, resource }: CedarRequest, problem: string): Verdict => {
    alarm(`${action} on ${resource.type}: ${problem}`);
    return { allowed: false, failed: true, policies: [] };
  };

  const evaluate: Evaluate = (request) => {
    const { subject, action, resource, context } = request;
    const groups = actions.get(action);
    if (groups === undefined) return refuse(request, 'the schema has no such action');
    const principal = { type: 'User', id: subject.id };
    const entity = { type: resource.type, id: resource.id };
    const answer = statefulIsAuthorized({
      principal,
      action: { type: 'Action', id: action },
      resource: entity,
      context: context as never,
      entities: [
        { uid: principal, attrs: {}, parents: subject.roles.map((id) => ({ type: 'Role', id })) },
        { uid: entity, attrs: resource.attributes, parents: [] },
      ],
      preparsedPolicySetId: preparsed(action, groups),
      preparsedSchemaName: name,
      validateRequest: true,
    });
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
  return { evaluate, actions: [...actions.keys()] };
}

/**
 * Throws where the text does not parse or fit the schema. Warnings count: a rule that never applies is a mistake.
 * The schema is known to the engine by this name then.
 */
function check(name: string, source: PolicyText, schema: PolicyText): void {
  const parsed = preparseSchema(name, schema.text);
  if (parsed.type === 'failure') throw located(schema, parsed.errors);
  const answer = validate({ schema: schema.text, policies: { staticPolicies: source.text } });
  if (answer.type === 'failure') throw located(source, answer.errors);
  const [first] = [...answer.validationErrors, ...answer.validationWarnings];
  if (first) throw located(source, [first.error]);
}

/** Every policy by its `@id`; each has to have one of its own, and an `@sentence`. */
function policiesOf(source: PolicyText): Policy[] {
  const parts = demand(policySetTextToParts(source.text));
  const taken = new Set<string>();
  return [...parts.policies, ...parts.policy_templates].map((text) => {
    const { action: scope, annotations } = demand(policyToJson(text)).json;
    const { id, sentence } = annotations ?? {};
    const place = source.place(Buffer.byteLength(source.text.slice(0, source.text.indexOf(text))));
    if (!id || !sentence) throw new Error(`${place}: a policy needs @id("...") and @sentence("...").`);
    if (taken.has(id)) throw new Error(`${place}: @id("${id}") is the name of another policy.`);
    taken.add(id);
    return { id, sentence, text, scope };
  });
}

/**
 * For an action, the name of the policies whose scope takes it in, which spares a decision the others. They are parsed when
 * the action is first asked about: all together would be a tenth of the time that a start takes. Preparsed sets live as
 * long as the thread and are never evicted; equal texts share one.
 */
function preparsedSets(name: string, policies: Policy[]): (action: string, groups: Set<string>) => string {
  const ready = new Set<string>();
  return (action, groups) => {
    const set = `${name} ${action}`;
    if (ready.has(set)) return set;
    const speaking = policies.filter(({ scope }) => takesIn(scope, action, groups));
    demand(preparsePolicySet(set, { staticPolicies: Object.fromEntries(speaking.map(({ id, text }) => [id, text])) }));
    ready.add(set);
    return set;
  };
}

/** Each action that a question can be about, with the groups that it is in, directly or through another group. */
function askableActions(schema: PolicyText): Map<string, Set<string>> {
  const actions = demand(schemaToJson(schema.text)).json['']?.actions ?? {};
  const groupsOf = (action: string): string[] =>
    (actions[action]?.memberOf ?? []).flatMap(({ id }) => [id, ...groupsOf(id)]);
  // A group of actions applies to nothing itself.
  const askable = Object.keys(actions).filter((action) => actions[action]!.appliesTo?.resourceTypes.length);
  return new Map(askable.map((action) => [action, new Set(groupsOf(action))]));
}

/** Whether a policy with this scope can speak about an action. Cedar's `in` takes in the thing itself. */
function takesIn(scope: ActionConstraint, action: string, groups: Set<string>): boolean {
  if (scope.op === 'All') return true;
  const named = 'entities' in scope ? scope.entities : 'entity' in scope ? [scope.entity] : [];
  return named.map(uidOf).some((id) => id === action || (scope.op === 'in' && groups.has(id)));
}

const uidOf = (uid: EntityUidJson): string => ('__entity' in uid ? uid.__entity : uid).id;

/** The answer, unless the engine failed. */
function demand<T extends { type: string }>(answer: T): Extract<T, { type: 'success' }> {
  if (answer.type === 'success') return answer as Extract<T, { type: 'success' }>;
  throw new Error(`Cedar: ${JSON.stringify(answer)}`);
}

const located = (source: PolicyText, errors: DetailedError[]) =>
  new Error(`${source.place(errors[0]?.sourceLocations?.[0]?.start ?? 0)}: ${sentences(errors)}`);

const sentences = (errors: DetailedError[]) =>
  errors.map(({ message, help }) => (help ? `${message} (${help})` : message)).join('; ');
