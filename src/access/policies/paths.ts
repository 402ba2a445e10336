import type { Expr, PolicyJson, SchemaJson } from '../cedar.ts';

/** `context.environment.hour` as its parts. */
export type Path = readonly string[];

/** Every path that the conditions of a policy look at, by `.` or `has`, each as far as it goes. */
export function pathsOf({ conditions }: PolicyJson): Path[] {
  return conditions.flatMap(({ body }) => pathsIn(body));
}

/**
 * Whether a policy looks at this or at something inside of it. A variable that is used as a whole, as in
 * `context == {...}`, is looked at with everything inside.
 */
export function mentions(policy: PolicyJson, path: Path): boolean {
  return pathsOf(policy).some((found) => {
    const common = Math.min(found.length, path.length);
    return found.slice(0, common).every((part, i) => part === path[i]);
  });
}

/** What of a resource decides whether these policies let somebody do something to it: names of attributes; `id` for itself. */
export function resourceReads(policies: readonly PolicyJson[]): Set<string> {
  const reads = new Set<string>();
  for (const policy of policies) {
    if (policy.resource.op === '==' || 'in' in policy.resource) reads.add('id');
    for (const [variable, attribute = 'id'] of pathsOf(policy)) if (variable === 'resource') reads.add(attribute);
  }
  return reads;
}

/** The names of all attributes that anything in a schema has. */
export function attributesIn(schema: SchemaJson<string>): Set<string> {
  const names = new Set<string>();
  const look = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'attributes' && inner !== null && typeof inner === 'object') {
        for (const name of Object.keys(inner)) names.add(name);
      }
      look(inner);
    }
  };
  look(schema);
  return names;
}

function pathsIn(expr: Expr): Path[] {
  const own = pathOf(expr);
  return own === null ? operands(expr).flatMap(pathsIn) : [own];
}

/** Null for what is no such path. */
function pathOf(expr: Expr): Path | null {
  if ('Var' in expr) return [String(expr.Var)];
  if ('.' in expr) return longer(expr['.'] as Step);
  if ('has' in expr) return longer(expr.has as Step);
  return null;
}

interface Step {
  left: Expr;
  attr: string | string[];
}

function longer({ left, attr }: Step): Path | null {
  const inner = pathOf(left);
  return inner && [...inner, ...[attr].flat()];
}

/** The expressions that one is made of. In Cedar's JSON each is an object with one member, named like its operator. */
function operands(expr: Expr): Expr[] {
  const [[operator, operand] = ['', null]] = Object.entries(expr) as [string, unknown][];
  if (operator === 'Value' || operator === 'Slot' || operand === null || typeof operand !== 'object') return [];
  // Of a path that is none: its text is no expression.
  if (operator === 'like' || operator === '.' || operator === 'has') return [(operand as Step).left];
  return Object.values(operand).filter((value): value is Expr => value !== null && typeof value === 'object');
}
