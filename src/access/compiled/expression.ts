import type { Expr, Uid } from '../cedar.ts';
import { follow } from './attributes.ts';
import { type Environment, isIn } from './environment.ts';
import { binary, unary } from './operators.ts';
import { compilePattern, type PatternElement } from './pattern.ts';
import { Declined, erred } from './signals.ts';
import { asBoolean, asEntity, asString, EntityUid, type Value, ValueSet } from './values.ts';

/** An expression that is ready to be evaluated; it throws `erred` where Cedar reports an error. */
export type Evaluation = (environment: Environment) => Value;

/** Deeper ones are left to Cedar, which has a limit of its own. */
const deepest = 400;

/** The values of expressions that do not look at the request, evaluated once. */
const constants = new WeakMap<Evaluation, Value>();

/** Throws `Declined` for what only Cedar understands. */
export function compileExpression(expression: Expr, depth = 0): Evaluation {
  if (depth > deepest) throw new Declined('an expression is nested too deeply');
  const compile = (inner: Expr) => compileExpression(inner, depth + 1);
  const [entry, ...others] = Object.entries(expression);
  if (entry === undefined || others.length > 0) throw new Declined('an expression has more than one operator');
  const [operator, body] = entry;
  const special = constructs[operator];
  if (Object.hasOwn(constructs, operator) && special) return special(body as never, compile);
  const [one, two] = [unary.get(operator), binary.get(operator)];
  const operands = one || two ? operandsOf(body as Operands).map(compile) : [];
  if (one && operands.length === 1) return applyUnary(one, operands[0]!);
  if (two && operands.length === 2) return operator === '==' ? equality(operands) : applyBinary(two, operands);
  throw new Declined(`${operator} is not compiled`);
}

type Operands = readonly Expr[] | { arg: Expr } | Both;

function operandsOf(body: Operands): readonly Expr[] {
  if (Array.isArray(body)) return body;
  if ('arg' in body) return [body.arg];
  return 'left' in body && 'right' in body ? [body.left, body.right] : [];
}

type Both = { left: Expr; right: Expr };
type Attribute = { left: Expr; attr: string };
type Compile = (expression: Expr) => Evaluation;

/** What is more than an operator over values: it looks at the request, or does not evaluate all of its parts. */
const constructs: Record<string, (body: never, compile: Compile) => Evaluation> = {
  Value: (json: unknown) => constantly(literal(json)),
  Var: (name: 'principal' | 'action' | 'resource' | 'context') => (environment) => environment[name],
  '.': ({ left, attr }: Attribute, compile) => {
    const path = [attr];
    let of = left;
    for (; '.' in of; of = (of['.'] as Attribute).left) path.unshift((of['.'] as Attribute).attr);
    const start = compile(of);
    return (environment) => {
      const found = follow(start(environment), path, environment);
      if (found === undefined) throw erred;
      return found;
    };
  },
  has: ({ left, attr }: { left: Expr; attr: string | string[] }, compile) => {
    const of = compile(left);
    const path = [attr].flat();
    return (environment) => follow(of(environment), path, environment) !== undefined;
  },
  in: ({ left, right }: Both, compile) => membership(compile(left), compile(right)),
  is: ({ left, entity_type: type, in: group }: { left: Expr; entity_type: string; in?: Expr }, compile) => {
    const of = compile(left);
    const isOfType: Evaluation = (environment) => asEntity(of(environment)).type === type;
    return group === undefined ? isOfType : conjunction([isOfType, membership(of, compile(group))]);
  },
  like: ({ left, pattern }: { left: Expr; pattern: PatternElement[] }, compile) => {
    const of = compile(left);
    const matches = compilePattern(pattern);
    return (environment) => matches(asString(of(environment)));
  },
  '&&': (body: Both, compile) => conjunction(operandsOfChain('&&', body).map(compile)),
  '||': (body: Both, compile) => {
    const parts = operandsOfChain('||', body).map(compile);
    return (environment) => {
      for (const part of parts) if (asBoolean(part(environment))) return true;
      return false;
    };
  },
  'if-then-else': (parts: { if: Expr; then: Expr; else: Expr }, compile) => {
    const [condition, yes, no] = [compile(parts.if), compile(parts.then), compile(parts.else)];
    return (environment) => (asBoolean(condition(environment)) ? yes(environment) : no(environment));
  },
  Set: (elements: Expr[], compile) => {
    const each = elements.map(compile);
    return folded(each, (environment) => new ValueSet(each.map((element) => element(environment))));
  },
  Record: (attributes: Record<string, Expr>, compile) => {
    const names = Object.keys(attributes);
    const each = names.map((name) => compile(attributes[name]!));
    return folded(each, (environment) => {
      const record: Record<string, Value> = Object.create(null);
      for (const [index, name] of names.entries()) record[name] = each[index]!(environment);
      return record;
    });
  },
};

/** Cedar's `&&`: as far as the first that does not hold. */
export function conjunction(parts: readonly Evaluation[]): (environment: Environment) => boolean {
  return (environment) => {
    for (const part of parts) if (!asBoolean(part(environment))) return false;
    return true;
  };
}

/** `a && b && c` as its three parts, however it is nested to the left. */
function operandsOfChain(operator: '&&' | '||', { left, right }: Both): Expr[] {
  const operands = [right];
  let first = left;
  for (; operator in first; first = (first as Record<string, Both>)[operator]!.left) {
    operands.unshift((first as Record<string, Both>)[operator]!.right);
  }
  return [first, ...operands];
}

function membership(left: Evaluation, right: Evaluation): Evaluation {
  return (environment) => {
    const uid = asEntity(left(environment));
    const groups = right(environment);
    if (!(groups instanceof ValueSet)) return isIn(uid, asEntity(groups), environment);
    // Every element has to be an entity, also behind the one that decides.
    if (groups.plain.size > 0) throw erred;
    return groups.objects.filter((group) => isIn(uid, asEntity(group), environment)).length > 0;
  };
}

function literal(json: unknown): Value {
  if (typeof json === 'boolean' || typeof json === 'string') return json;
  // A larger number has lost digits on its way through JavaScript.
  if (Number.isSafeInteger(json)) return json as number;
  const uid = typeof json === 'object' && json !== null && '__entity' in json ? (json.__entity as Partial<Uid>) : {};
  if (typeof uid.type === 'string' && typeof uid.id === 'string') return new EntityUid(uid.type, uid.id);
  throw new Declined(`the literal ${JSON.stringify(json)} is not compiled`);
}

function applyUnary(apply: (value: Value) => Value, operand: Evaluation): Evaluation {
  return folded([operand], (environment) => apply(operand(environment)));
}

function applyBinary(apply: (left: Value, right: Value) => Value, operands: Evaluation[]): Evaluation {
  const [left, right] = operands as [Evaluation, Evaluation];
  return folded(operands, (environment) => apply(left(environment), right(environment)));
}

/** `==`, which most often compares with text, a number or a boolean that stands in the policy. */
function equality(operands: Evaluation[]): Evaluation {
  const [left, right] = operands as [Evaluation, Evaluation];
  const constant = constants.get(right);
  if (constant === undefined || typeof constant === 'object') return applyBinary(binary.get('==')!, operands);
  return folded(operands, (environment) => left(environment) === constant);
}

function constantly(constant: Value): Evaluation {
  const evaluation: Evaluation = () => constant;
  constants.set(evaluation, constant);
  return evaluation;
}

/** Evaluates now what does not depend on the request; what errs stays as it is and errs each time. */
function folded(operands: readonly Evaluation[], evaluation: Evaluation): Evaluation {
  if (!operands.every((operand) => constants.has(operand))) return evaluation;
  try {
    return constantly(evaluation(undefined as never));
  } catch (error) {
    if (error !== erred) throw error;
    return evaluation;
  }
}
