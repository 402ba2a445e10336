import fc from 'fast-check';
import type { Expr, PolicyJson } from '../../src/access/cedar.ts';

/** What random policies speak about. `attributes` are paths from the variables, by the type of what is found there. */
export interface Subject {
  attributes: Record<Kind, readonly string[]>;
  entities: readonly { type: string; id: string }[];
  entityTypes: readonly string[];
  actions: readonly string[];
  texts: readonly string[];
  numbers: readonly number[];
}

type Kind = 'bool' | 'long' | 'text' | 'entity' | 'set' | 'record' | 'ip' | 'decimal' | 'datetime' | 'duration';
type Expression = fc.Arbitrary<Expr>;

const literal = (value: unknown) => ({ Value: value }) as Expr;

/** Random policies in Cedar's JSON, whose conditions mostly fit the types, and sometimes err. */
export function policiesAbout(subject: Subject): fc.Arbitrary<PolicyJson> {
  const condition = conditionsAbout(subject);
  const entity = fc.constantFrom(...subject.entities);
  const type = fc.constantFrom(...subject.entityTypes);
  const action = fc.constantFrom(...subject.actions).map((id) => ({ type: 'Action', id }));
  const scope = fc.oneof(
    { arbitrary: fc.constant({ op: 'All' }), weight: 4 },
    { arbitrary: type.map((entity_type) => ({ op: 'is', entity_type })), weight: 2 },
    fc.record({ op: fc.constantFrom('==', 'in'), entity }),
    fc.record({ op: fc.constant('is'), entity_type: type, in: fc.record({ entity }) }),
  );
  return fc.record({
    effect: fc.constantFrom('permit', 'permit', 'forbid'),
    principal: scope,
    action: fc.oneof(
      { arbitrary: fc.constant({ op: 'All' }), weight: 3 },
      fc.record({ op: fc.constantFrom('==', 'in'), entity: action }),
      fc.record({ op: fc.constant('in'), entities: fc.array(action, { maxLength: 2 }) }),
    ),
    resource: scope,
    conditions: fc.array(fc.record({ kind: fc.constantFrom('when', 'unless'), body: condition }), { maxLength: 2 }),
  }) as fc.Arbitrary<PolicyJson>;
}

function conditionsAbout(subject: Subject): Expression {
  const { texts, numbers, entityTypes } = subject;
  const all = fc.letrec<Record<Kind | 'any', Expr>>((tie) => {
    const [bool, long, text, entity] = [tie('bool'), tie('long'), tie('text'), tie('entity')];
    const [set, record, ip, decimal] = [tie('set'), tie('record'), tie('ip'), tie('decimal')];
    const [datetime, duration, any] = [tie('datetime'), tie('duration'), tie('any')];
    const sameKind = fc.oneof(...[bool, long, text, entity, set, record, ip, decimal].map((one) => fc.tuple(one, one)));
    const leaf = (kind: Kind, ...literals: Expr[]): Expression => {
      const paths = subject.attributes[kind].map(pathTo);
      return fc.constantFrom(...paths, ...literals);
    };
    const kindOf = (kind: Kind, leaves: Expression, ...deeper: Expression[]): Expression =>
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        { arbitrary: leaves, weight: deeper.length > 0 ? 4 : 12 },
        ...deeper.map((arbitrary) => ({ arbitrary, weight: 1 })),
        ...(kind === 'bool' ? [] : [{ arbitrary: choice(bool, tie(kind)), weight: 1 }]),
      );
    return {
      bool: kindOf(
        'bool',
        leaf('bool', literal(true), literal(false)),
        both(['&&', '||'], bool, bool),
        both(['&&', '||'], bool, any),
        both(['<', '<=', '>', '>='], long, long),
        both(['<', '<=', '>', '>='], datetime, datetime),
        both(['<', '<=', '>', '>='], duration, duration),
        both(['<', '=='], any, any),
        fc
          .tuple(fc.constantFrom('==', '!='), sameKind)
          .map(([op, [left, right]]) => ({ [op]: { left, right } }) as Expr),
        both(['in'], entity, fc.oneof(entity, set)),
        both(['contains'], set, any),
        both(['containsAll', 'containsAny'], set, set),
        one('!', bool),
        one('isEmpty', set),
        choice(bool, bool),
        fc
          .tuple(fc.oneof(entity, record, any), fc.constantFrom('n', 'tags', 'home', 'age', 'toString'))
          .map(([left, attr]) => ({ has: { left, attr } }) as Expr),
        fc.constantFrom(...Object.values(subject.attributes).flat()).map(presence),
        fc
          .tuple(entity, fc.constantFrom(...entityTypes), fc.option(entity))
          .map(([left, entity_type, group]) => ({ is: { left, entity_type, ...(group && { in: group }) } }) as Expr),
        fc
          .tuple(
            text,
            fc.array(fc.oneof(fc.constant('Wildcard'), fc.constantFrom(...texts).map(piece)), { maxLength: 4 }),
          )
          .map(([left, pattern]) => ({ like: { left, pattern } }) as Expr),
        call(['isIpv4', 'isIpv6', 'isLoopback', 'isMulticast'], ip),
        call(['isInRange'], ip, ip),
        call(['lessThan', 'lessThanOrEqual', 'greaterThan', 'greaterThanOrEqual'], decimal, decimal),
      ),
      long: kindOf(
        'long',
        leaf('long', ...numbers.map(literal)),
        both(['+', '-', '*'], long, long),
        one('neg', long),
        call(['toMilliseconds', 'toSeconds', 'toMinutes', 'toHours', 'toDays'], duration),
      ),
      text: kindOf('text', leaf('text', ...texts.map(literal))),
      entity: kindOf('entity', leaf('entity', ...subject.entities.map((uid) => literal({ __entity: uid })))),
      set: kindOf(
        'set',
        leaf('set', { Set: [] }),
        ...[long, text, entity, any].map((element) =>
          fc.array(element, { maxLength: 3 }).map((elements): Expr => ({ Set: elements })),
        ),
      ),
      record: kindOf(
        'record',
        leaf('record', { Record: {} }),
        fc
          .dictionary(fc.constantFrom('n', 'age', 'toString'), fc.oneof(long, text, any), { maxKeys: 2 })
          .map((attributes): Expr => ({ Record: { ...attributes } })),
      ),
      ip: kindOf('ip', fc.oneof(leaf('ip', ...calls('ip', '10.0.0.0/8', '10.1.2.3', '127.0.0.1', '::1', 'bad')))),
      decimal: kindOf('decimal', leaf('decimal', ...calls('decimal', '1.5', '1.50', '-0.1', '1'))),
      datetime: kindOf(
        'datetime',
        leaf('datetime', ...calls('datetime', '2026-01-01', '1969-12-31T23:00:00Z', 'bad')),
        call(['offset'], datetime, duration),
        call(['toDate'], datetime),
      ),
      duration: kindOf(
        'duration',
        leaf('duration', ...calls('duration', '1d', '-1h', '9223372036854775807ms', 'bad')),
        call(['durationSince'], datetime, datetime),
        call(['toTime'], datetime),
      ),
      any: fc.oneof(bool, long, text, entity, set, record, ip, decimal, datetime, duration),
    };
  });
  return fc.oneof({ arbitrary: all.bool, weight: 30 }, { arbitrary: all.any, weight: 1 });
}

/** `principal.home.city` as an expression. */
function pathTo(path: string): Expr {
  const [start, ...names] = path.split('.');
  return names.reduce<Expr>((left, attr) => ({ '.': { left, attr } }), { Var: start } as Expr);
}

/** `principal has home.city` for the same path; for a variable alone that it is there. */
function presence(path: string): Expr {
  const [start, ...names] = path.split('.');
  return names.length > 0 ? ({ has: { left: { Var: start }, attr: names } } as Expr) : literal(true);
}

const piece = (Literal: string) => ({ Literal });

const one = (operator: string, operand: Expression): Expression =>
  operand.map((arg) => ({ [operator]: { arg } }) as Expr);

const both = (operators: string[], first: Expression, second: Expression): Expression =>
  fc
    .tuple(fc.constantFrom(...operators), first, second)
    .map(([operator, left, right]) => ({ [operator]: { left, right } }) as Expr);

const call = (names: string[], ...operands: Expression[]): Expression =>
  fc.tuple(fc.constantFrom(...names), fc.tuple(...operands)).map(([name, args]) => ({ [name]: args }) as Expr);

const calls = (name: string, ...texts: string[]): Expr[] => texts.map((text) => ({ [name]: [literal(text)] }) as Expr);

const choice = (condition: Expression, branch: Expression): Expression =>
  fc.tuple(condition, branch, branch).map(([test, yes, no]) => ({
    // biome-ignore lint/suspicious/noThenProperty: it is Cedar's name
    'if-then-else': { if: test, then: yes, else: no },
  }));
