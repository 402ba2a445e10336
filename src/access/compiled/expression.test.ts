import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bothEvaluate, policyOf, schemaOf } from '../../../test/support/reference.ts';
import type { EngineRequest, Expr } from '../cedar.ts';
import { compileSet } from './compiled.ts';

const schema = schemaOf(`
  entity Team;
  entity Role in [Role];
  entity User in [Role, Team, Jar] { age: Long, boss?: User, home?: { city: String, lift?: Bool } };
  entity Jar in [Role] { owner: User, tags: Set<String> };
  action change;
  action edit in [change];
  action share in [edit]
    appliesTo {
      principal: User,
      resource: Jar,
      context: { n: Long, network?: ipaddr, proof: { aal1?: Long }, constructor?: Long, "__proto__"?: Long }
    };`);

const request: EngineRequest = {
  principal: {
    type: 'User',
    id: 'bob',
    attributes: { age: 30, boss: { __entity: { type: 'User', id: 'alice' } }, home: { city: 'Zürich' } },
    parents: [
      { type: 'Role', id: 'editor' },
      { type: 'Jar', id: 'j1' },
    ],
  },
  action: 'share',
  resource: {
    type: 'Jar',
    id: 'j1',
    attributes: { owner: { __entity: { type: 'User', id: 'bob' } }, tags: ['a', 'b', 'a'] },
    parents: [{ type: 'Role', id: 'shelf' }],
  },
  context: { n: 5, network: '10.1.2.3', proof: { aal1: 7 } },
};

/** Conditions by what comes of them, for Cedar and for the compiled policies. */
const cases: { about: string; holds?: string[]; fails?: string[]; errs?: string[] }[] = [
  {
    about: 'booleans',
    holds: ['true && true', 'false || true', '!false', 'true || 1', 'if true then true else 1'],
    fails: ['false && 1', 'false && context.none == 1', 'if false then 1 else false'],
    errs: [
      'true && 1',
      '1 && false',
      'false || 1',
      '1',
      '!1',
      'if 1 then true else true',
      'context.none == 1 && false',
    ],
  },
  {
    about: 'equality',
    holds: [
      '1 == 1',
      '1 != "1"',
      '[1, 2] == [2, 1, 1]',
      '[[1], [1]] == [[1]]',
      '{a: 1, b: [2]} == {b: [2], a: 1}',
      'resource.owner == principal',
      'principal == User::"bob"',
      'action == Action::"share"',
    ],
    fails: [
      '1 == "1"',
      'true == 1',
      '[] == {}',
      '{a: 1} == {a: 1, b: 2}',
      '[1] == [1, 2]',
      '[1, 2] == [1]',
      'principal == Jar::"bob"',
      'principal == "bob"',
      'context == principal',
      'ip("10.0.0.1/24") == ip("10.0.0.0/24")',
    ],
    errs: ['context.none == context.none'],
  },
  {
    about: 'attributes',
    holds: [
      'context has n',
      'principal has home.city',
      'context.proof.aal1 == 7',
      'principal.home.city == "Zürich"',
      'resource.owner.age == 30',
      'User::"bob".age == 30',
      '{"a b": 1}["a b"] == 1',
      '{"__proto__": 1}["__proto__"] == 1',
      '!(context has constructor)',
      '!(context has toString)',
      '!(context.proof has toString)',
      '!(principal.home has "__proto__")',
      '!(principal has constructor)',
      '!(context has "__proto__")',
      '!({a: 1} has "__proto__")',
    ],
    fails: [
      'context has none',
      'context has none.deeper',
      'principal has home.lift',
      'User::"nobody" has age',
      'User::"nobody" has age.deeper',
      'principal.boss has age',
      'action has age',
    ],
    errs: [
      'context.none == 1',
      'context.constructor == 1',
      'context.toString == 1',
      'principal.none == 1',
      'principal.boss.age == 1',
      'User::"nobody".age == 1',
      'action.age == 1',
      '1 has a',
      '[] has a',
      '"a" has length',
      '{a: 1} has a.b',
      '"a".length == 1',
      'principal.home.lift',
    ],
  },
  {
    about: 'membership',
    holds: [
      'principal in principal',
      'principal in Role::"editor"',
      'principal in resource',
      'principal in Role::"shelf"',
      'principal in [Role::"nobody", Role::"editor"]',
      'resource.owner in Role::"editor"',
      'User::"bob" in Role::"editor"',
      'User::"nobody" in User::"nobody"',
      'action in Action::"edit"',
      'action in Action::"change"',
      'action in [Action::"change"]',
      'Action::"edit" in Action::"change"',
      'principal is User',
      'principal is User in Role::"editor"',
      'User::"nobody" is User',
    ],
    fails: [
      'resource in principal',
      'principal in Role::"owner"',
      'principal in []',
      'User::"nobody" in Role::"editor"',
      'Action::"change" in Action::"edit"',
      'action in Action::"unknown"',
      'principal is Jar',
      'principal is Jar in Role::"editor"',
      'principal is Jar in "text"',
      'principal is User in Role::"owner"',
    ],
    errs: [
      'principal in "editor"',
      'principal in ["editor"]',
      'principal in [principal, "editor"]',
      'principal in [principal, [principal]]',
      '"bob" in principal',
      '1 is User',
      'context is User',
    ],
  },
  {
    about: 'text',
    holds: [
      '"abc" like "abc"',
      '"abc" like "a*"',
      '"abc" like "*c"',
      '"" like "*"',
      '"aXbXc" like "a*X*c"',
      '"a*b" like "a\\*b"',
      '"aa" like "a*a"',
      '"abab" like "*ab"',
      '"👍é" like "👍*"',
    ],
    fails: [
      '"abc" like ""',
      '"a" like "a*a"',
      '"axb" like "a\\*b"',
      '"abc" like "*b"',
      '"ab" like "*b*b"',
      '"é" like "?"',
    ],
    errs: ['1 like "*"', 'principal like "*"'],
  },
  {
    about: 'sets',
    holds: [
      '[1, "a", true].contains("a")',
      '[[1], [2, 3]].contains([3, 2])',
      '[User::"bob"].contains(principal)',
      '[{a: 1}].contains({a: 1})',
      '["a", "b"].containsAll(resource.tags)',
      'resource.tags == ["b", "a"]',
      '[].containsAll([])',
      '[1, [2]].containsAny([[2]])',
      '[].isEmpty()',
    ],
    fails: [
      '["1"].contains(1)',
      '[1].contains([1])',
      '[1].containsAll([1, [1]])',
      '[].containsAny([])',
      '[1, [2]].containsAny([2])',
      '[1].isEmpty()',
    ],
    errs: ['1.contains(1)', '[1].containsAll(1)', '[1].containsAny(1)', '1.isEmpty()', '[context.none].isEmpty()'],
  },
  {
    about: 'whole numbers',
    holds: [
      'context.n + 2 * 3 == 11',
      '1 <= 1 && 1 >= 1',
      'context.n <= 5 && 5 >= context.n',
      '-context.n < 0',
      '1 - -1 == 2',
      '9007199254740991 + 2 > 9007199254740991 + 1',
      '9007199254740991 + 2 - 2 == 9007199254740991',
      '9007199254740991 * 1024 > 9007199254740991 * 1023',
      '[9007199254740991 + 1].contains(1 + 9007199254740991)',
      '-9007199254740991 * 1024 - 1024 < 0',
    ],
    fails: ['1 < 1', '2 <= 1', '9007199254740991 + 1 == 9007199254740991 + 2', '1 > 2', '1 >= 2'],
    errs: [
      '9007199254740991 * 1025 > 0',
      '-9007199254740991 * 1024 - 1025 < 0',
      '-(-9007199254740991 * 1024 - 1024) > 0',
      '"a" + 1 == 1',
      '-"a" == 1',
      '"a" < "b"',
      'true <= false',
      'principal < 1',
      '1 < duration("1s")',
      'datetime("2026-01-01") < duration("1s")',
    ],
  },
];

describe('a compiled condition', () => {
  for (const { about, holds = [], fails = [], errs = [] } of cases) {
    for (const condition of holds) {
      it(`${about}: ${condition} holds`, () => assert.equal(bothEvaluate(schema, condition, request), true));
    }
    for (const condition of fails) {
      it(`${about}: ${condition} does not hold`, () => assert.equal(bothEvaluate(schema, condition, request), false));
    }
    for (const condition of errs) {
      it(`${about}: ${condition} errs`, () => assert.equal(bothEvaluate(schema, condition, request), 'errs'));
    }
  }
});

describe('an attribute that every object inherits', () => {
  const context = { ...request.context, ...JSON.parse('{ "__proto__": 1, "constructor": 2 }') };

  it('is one where the request has it', () => {
    const condition = 'context["__proto__"] == 1 && context.constructor == 2 && !(context has toString)';
    assert.equal(bothEvaluate(schema, condition, { ...request, context }), true);
  });
});

describe('what is left to Cedar', () => {
  const everything = policyOf('permit (principal, action, resource);');
  const declined = (body: Expr) =>
    compileSet({
      policies: [
        { id: 'fine', json: everything },
        { id: 'odd', json: { ...everything, conditions: [{ kind: 'when', body }] } },
      ],
      schema: schema.json,
    }).declined;
  const parsed = (condition: string) =>
    policyOf(`permit (principal, action, resource) when { ${condition} };`).conditions[0]!.body;
  const nested = (depth: number): Expr => (depth === 0 ? { Value: true } : { '!': { arg: nested(depth - 1) } });

  const conditions: [what: string, body: Expr, reason: RegExp][] = [
    ['tags of an entity', parsed('principal.hasTag("x")'), /hasTag/],
    ['a number that is too large', parsed('context.n < 9007199254740993'), /literal 9007199254740992/],
    ['a number that is too small', parsed('context.n < -9223372036854775808'), /literal -9223372036854776000/],
    ['nesting that is too deep', nested(401), /nested too deeply/],
    ['a slot', { Slot: '?principal' }, /Slot/],
    ['a function that does not exist', { now: [] }, /now/],
    ['a function with too many arguments', { ip: [{ Value: 'a' }, { Value: 'b' }] }, /ip/],
  ];
  for (const [what, body, reason] of conditions) {
    it(`a policy with ${what}`, () => {
      const [odd, ...others] = declined(body);
      assert.equal(odd?.policy, 'odd');
      assert.match(odd.reason, reason);
      assert.deepEqual(others, []);
    });
  }

  it('not what is deep, but not too deep', () => assert.deepEqual(declined(nested(400)), []));

  it('a template', () => {
    const json = { ...everything, principal: { op: '==', slot: '?principal' } } as const;
    const { declined } = compileSet({ policies: [{ id: 'template', json }], schema: schema.json });
    assert.deepEqual(declined, [{ policy: 'template', reason: 'a template is not compiled' }]);
  });

  const schemas: [what: string, schema: string][] = [
    ['namespaces', 'namespace N { entity E; }'],
    ['enumerations', 'entity E enum ["a"];'],
    ['tags', 'entity E tags String;'],
  ];
  for (const [what, text] of schemas) {
    it(`a schema with ${what}`, () => {
      const set = compileSet({ policies: [], schema: schemaOf(text).json });
      assert.equal(set.evaluate, null);
      assert.deepEqual(
        set.declined.map(({ policy }) => policy),
        [null],
      );
    });
  }
});
