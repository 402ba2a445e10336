import {
  type DetailedError,
  getValidRequestEnvsPolicy,
  policySetTextToParts,
  policyToJson,
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
  validate,
} from '@cedar-policy/cedar-wasm/nodejs';
import { digest } from '../kernel/secrets.ts';
import type { DecidingPolicy } from './access.ts';
import { type PolicyFile, position, readPolicyFiles } from './policy-files.ts';

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

export type Evaluate = (request: CedarRequest) => Verdict;

/**
 * Reads and validates the policies of a folder and answers the one door to the engine. Throws where a file does not
 * parse or fit the schema, with file, line and sentence. A question that does not fit the schema or a policy that
 * errors is a refusal and an alarm: Cedar skips a forbid that errors, so its answer must not be believed.
 */
export function openCedar(directory: string, alarm: (problem: string) => void): Evaluate {
  const { schema, policies: files } = readPolicyFiles(directory);
  const texts = new Map<string, string>();
  const known = new Map<string, DecidingPolicy>();
  for (const file of files) {
    check(file, schema);
    for (const { id, sentence, text } of policiesOf(file)) {
      if (known.has(id)) throw new Error(`${file.path}: @id("${id}") is the name of another policy.`);
      known.set(id, { id, sentence });
      texts.set(id, text);
    }
  }
  const prepared = prepare(schema, texts);

  const refuse = (request: CedarRequest, problem: string): Verdict => {
    alarm(`${request.action} on ${request.resource.type}: ${problem}`);
    return { allowed: false, failed: true, policies: [] };
  };

  return (request) => {
    const { subject, action, resource, context } = request;
    const set = prepared.sets.get(action);
    if (set === undefined) return refuse(request, 'the schema has no such action');
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
      preparsedPolicySetId: set,
      preparsedSchemaName: prepared.schema,
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
}

/**
 * Parses the schema and, for each action, the policies that can apply to it, which spares a decision the others.
 * Preparsed sets live as long as the thread and are never evicted; equal texts share one.
 */
function prepare(schema: PolicyFile, texts: Map<string, string>): { schema: string; sets: Map<string, string> } {
  const name = digest(JSON.stringify([schema.text, ...texts]));
  demand(preparseSchema(name, schema.text));
  const byAction = new Map<string, Record<string, string>>();
  for (const [id, text] of texts) {
    const { actions } = demand(getValidRequestEnvsPolicy(text, schema.text));
    for (const action of new Set(actions.map(actionId))) {
      byAction.set(action, { ...byAction.get(action), [id]: text });
    }
  }
  const sets = new Map<string, string>();
  for (const [action, staticPolicies] of byAction) {
    demand(preparsePolicySet(`${name} ${action}`, { staticPolicies }));
    sets.set(action, `${name} ${action}`);
  }
  return { schema: name, sets };
}

/** `jar.read` of `Action::"jar.read"`. */
const actionId = (uid: string): string => JSON.parse(uid.slice(uid.indexOf('"')));

/** The answer, unless the engine failed. */
function demand<T extends { type: string }>(answer: T): Extract<T, { type: 'success' }> {
  if (answer.type === 'success') return answer as Extract<T, { type: 'success' }>;
  throw new Error(`Cedar: ${JSON.stringify(answer)}`);
}

/** Throws where a file does not parse or does not fit the schema. Warnings count: a rule that never applies is a mistake. */
function check(file: PolicyFile, schema: PolicyFile): void {
  const answer = validate({ schema: schema.text, policies: { staticPolicies: file.text } });
  if (answer.type === 'failure') {
    const [first] = answer.errors;
    const place = first!.message.includes('schema') ? schema : file;
    throw new Error(`${position(place, first!.sourceLocations?.[0]?.start)}: ${sentences(answer.errors)}`);
  }
  const [first] = [...answer.validationErrors, ...answer.validationWarnings];
  if (first) {
    throw new Error(`${position(file, first.error.sourceLocations?.[0]?.start)}: ${sentences([first.error])}`);
  }
}

/** The policies of a file by their `@id`; each has to have one, and an `@sentence`. */
function policiesOf(file: PolicyFile): (DecidingPolicy & { text: string })[] {
  const parts = demand(policySetTextToParts(file.text));
  if (parts.policy_templates.length > 0) throw new Error(`${file.path}: grants are rows, not templates.`);
  return parts.policies.map((text) => {
    const { id, sentence } = demand(policyToJson(text)).json.annotations ?? {};
    if (!id || !sentence) {
      const offset = Buffer.byteLength(file.text.slice(0, file.text.indexOf(text)));
      throw new Error(`${position(file, offset)}: a policy needs @id("...") and @sentence("...").`);
    }
    return { id, sentence, text };
  });
}

const sentences = (errors: DetailedError[]) =>
  errors.map(({ message, help }) => (help ? `${message} (${help})` : message)).join('; ');
