import type { EngineRequest, PolicyJson, SchemaJson } from '../cedar.ts';
import type { Environment } from './environment.ts';
import { compileExpression, conjunction, type Evaluation } from './expression.ts';
import { compileScope, takesIn } from './scope.ts';
import { Declined, erred, misfit, unfamiliar } from './signals.ts';
import { type ReadRequest, requestReaders } from './validate-request.ts';
import { asBoolean, type KnownEntity } from './values.ts';

/**
 * What Cedar would answer. `failed`: the request does not fit the schema. `unfamiliar`: Cedar has to be asked, because the
 * request holds a value in a form that is not read here.
 */
export interface CompiledVerdict {
  decision: 'allow' | 'deny' | 'failed' | 'unfamiliar';
  /** The ids of the forbids that hold, else of the permits that do. */
  reasons: readonly string[];
  /** The ids of the policies that err. */
  errors: readonly string[];
}

/** Policies as functions; or, for Cedar alone, which of them are not compiled and why. `policy` is null for the schema. */
export type CompiledSet =
  | { evaluate: (request: EngineRequest) => CompiledVerdict; declined: [] }
  | { evaluate: null; declined: { policy: string | null; reason: string }[] };

/** A policy without the action in its scope, for which it has been chosen already. */
interface CompiledPolicy {
  id: string;
  forbids: boolean;
  satisfied: (environment: Environment) => boolean;
}

/** What is asked about one action. */
interface Speaking {
  read: ReadRequest;
  policies: readonly CompiledPolicy[];
}

const failed: CompiledVerdict = { decision: 'failed', reasons: [], errors: [] };
const askCedar: CompiledVerdict = { decision: 'unfamiliar', reasons: [], errors: [] };

/** Makes functions of policies that answer as Cedar does with `validateRequest`. The schema is one that Cedar has accepted. */
export function compileSet(init: {
  policies: readonly { id: string; json: PolicyJson }[];
  schema: SchemaJson<string>;
}): CompiledSet {
  const declined: { policy: string | null; reason: string }[] = [];
  const attempt = <T>(policy: string | null, compile: () => T): T | null => {
    try {
      return compile();
    } catch (error) {
      if (!(error instanceof Declined)) throw error;
      declined.push({ policy, reason: error.message });
      return null;
    }
  };
  const readers = attempt(null, () => requestReaders(init.schema)) ?? new Map<KnownEntity, ReadRequest>();
  const compiled = init.policies.map(({ id, json }) => ({ json, policy: attempt(id, () => compilePolicy(id, json)) }));
  if (declined.length > 0) return { evaluate: null, declined };
  const byAction = new Map<string, Speaking>();
  for (const [action, read] of readers) {
    const groups = new Set(action.ancestors.map(({ id }) => id));
    const speaking = compiled.filter(({ json }) => takesIn(json.action, action.id, groups));
    byAction.set(action.id, { read, policies: speaking.map(({ policy }) => policy!) });
  }
  return { evaluate: (request) => evaluate(byAction.get(request.action), request), declined: [] };
}

function compilePolicy(id: string, { effect, principal, action, resource, conditions }: PolicyJson): CompiledPolicy {
  if ('slot' in action) throw new Declined('a template is not compiled');
  const [principalTest, resourceTest] = [compileScope(principal), compileScope(resource)];
  const clauses = conditions.map(({ kind, body }): Evaluation => {
    const holds = compileExpression(body);
    return kind === 'when' ? holds : (environment) => !asBoolean(holds(environment));
  });
  const condition = conjunction(clauses);
  return {
    id,
    forbids: effect === 'forbid',
    satisfied: (environment) =>
      (principalTest === null || principalTest(environment.principal, environment)) &&
      (resourceTest === null || resourceTest(environment.resource, environment)) &&
      condition(environment),
  };
}

function evaluate(speaking: Speaking | undefined, request: EngineRequest): CompiledVerdict {
  if (speaking === undefined) return failed;
  try {
    return decide(speaking.policies, speaking.read(request));
  } catch (signal) {
    if (signal === misfit) return failed;
    if (signal === unfamiliar) return askCedar;
    throw signal;
  }
}

function decide(policies: readonly CompiledPolicy[], environment: Environment): CompiledVerdict {
  const forbids: string[] = [];
  const permits: string[] = [];
  const errors: string[] = [];
  for (const policy of policies) {
    try {
      if (policy.satisfied(environment)) (policy.forbids ? forbids : permits).push(policy.id);
    } catch (error) {
      if (error !== erred) throw error;
      errors.push(policy.id);
    }
  }
  const allowed = forbids.length === 0 && permits.length > 0;
  return { decision: allowed ? 'allow' : 'deny', reasons: allowed ? permits : forbids, errors };
}
