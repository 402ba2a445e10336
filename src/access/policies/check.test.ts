import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jarEntity, userEntity } from '../../../test/policies/engine.ts';
import { openSchema, readPolicies } from '../cedar.ts';
import { openEngine } from '../engine.ts';
import { createSurround } from '../environment.ts';
import { productPolicies, readPolicyFiles } from '../policy-files.ts';
import { createCheck } from './check.ts';

const source = readPolicyFiles(productPolicies);
const schema = openSchema(source.schema);
const check = createCheck(schema, readPolicies(schema, source.policies));

const onJar = 'principal, action == Action::"jar.read", resource';

/** A policy with this condition; the condition begins on line 4, column 8. */
const rule = (condition: string, { effect = 'forbid', scope = 'principal, action, resource' } = {}) =>
  `@id("x.y")\n@sentence("X.")\n${effect} (${scope})\nwhen { ${condition} };`;

describe('a policy can be saved that', () => {
  const texts: [name: string, text: string][] = [
    ['asks for the hour', rule('context.environment.hour >= 20')],
    [
      'asks for the network',
      rule('context.environment has network && context.environment.network.isInRange(ip("10.0.0.0/8"))'),
    ],
    [
      'asks for an attribute that may be missing',
      rule('principal has department && principal.department == "finance"'),
    ],
    ['compares a person with the owner', rule('resource.owner == principal', { scope: onJar, effect: 'permit' })],
    ['forbids because of what the browser says', rule('context.declared.user_agent like "*curl*"')],
    ['has a comment', `// why\n${rule('context.fresh > 1')}`],
    ['closes what it opens, with a sign that looks like a bracket', rule('context.declared.user_agent like "*)(*"')],
    ['has many conditions', rule(Array.from({ length: 90 }, () => 'context.fresh > 1').join(' && '))],
  ];
  for (const [name, text] of texts) {
    it(name, () => {
      const { problems, policy, formatted } = check(text);
      assert.deepEqual(problems, []);
      assert.equal(policy?.id, 'x.y');
      assert.equal(check(formatted!).policy?.id, 'x.y', 'what it is laid out as can be saved too');
    });
  }
});

describe('a policy is refused, with the place and what to do, that', () => {
  const refused: [name: string, text: string, place: string, message: RegExp][] = [
    ['is empty', '', '1:1', /exactly one policy/],
    [
      'is two',
      rule('context.fresh > 1') + rule('context.fresh > 2').replace('x.y', 'x.z'),
      '1:1',
      /exactly one policy/,
    ],
    ['does not parse', '@id("x.y")\nforbid (principl, action, resource);', '2:9', /principl/],
    ['is no text', '\0', '1:1', /invalid token/],
    ['has no id', 'forbid (principal, action, resource) when { context.fresh > 1 };', '1:1', /@id/],
    ['has an id of other characters', rule('context.fresh > 1').replace('x.y', 'X y'), '1:1', /small letters/],
    ['has the id of one of the product', rule('context.fresh > 1').replace('x.y', 'jar.viewer'), '1:1', /STING itself/],
    [
      'is about nobody in particular',
      '@id("x.y") @sentence("X.") forbid (principal == ?principal, action, resource);',
      '1:1',
      /template/,
    ],
    ['misspells an attribute', rule('context.fres > 1'), '4:16', /did you mean “fresh”/],
    [
      'misspells one that may be missing',
      rule('principal has departement && principal.departement == "x"'),
      '4:22',
      /did you mean “department”/,
    ],
    [
      'misspells one in an alternative, where Cedar finds nothing to say',
      rule('context.fresh > 1 || principal has departement'),
      '4:43',
      /did you mean “department”/,
    ],
    [
      'misspells an action',
      rule('context.fresh > 1', { scope: 'principal, action == Action::"jar.raed", resource' }),
      '3:30',
      /jar\.read/,
    ],
    ['compares what cannot be compared', rule('context.fresh == "soon"'), '4:8', /compatible/],
    ['takes for granted what may be missing', rule('principal.department == "x"'), '4:8', /has department/],
    [
      'names a network that is none',
      rule('context.environment has network && context.environment.network.isInRange(ip("10.0.0.0/99"))'),
      '4:81',
      /failed to parse as IP/,
    ],
    [
      'permits because of what the browser says',
      rule('context.declared.user_agent like "*x*"', { effect: 'permit' }),
      '4:16',
      /anybody can send/,
    ],
    [
      'hides that in a record',
      rule('{Var: context.declared.user_agent}.Var like "*x*"', { effect: 'permit' }),
      '4:22',
      /anybody can send/,
    ],
    [
      'hides it in the whole',
      rule('{x: context}.x.declared.user_agent like "*x*"', { effect: 'permit', scope: onJar }),
      '4:23',
      /anybody can send/,
    ],
    [
      'asks about the owner of a jar',
      rule('resource.owner has department && resource.owner.department == "x"', { scope: onJar }),
      '4:17',
      /only who it is/,
    ],
    ['never applies', rule('false'), '1:1', /impossible/],
    [
      'counts characters, not bytes',
      rule('context.declared.user_agent == "🐝" && context.fres > 1'),
      '4:55',
      /did you mean “fresh”/,
    ],
  ];
  for (const [name, text, place, message] of refused) {
    it(name, () => {
      const { problems, policy } = check(text);
      assert.equal(policy, null);
      assert.match(problems[0]!.message, message);
      assert.equal(`${problems[0]!.line}:${problems[0]!.column}`, place);
    });
  }
});

describe('what would break the parser of the engine down', () => {
  const deep = 5000;
  const nested = (opening: string, closing: string, times: number) =>
    `${opening.repeat(times)}true${closing.repeat(times)}`;
  const texts: [name: string, text: string][] = [
    ['brackets', rule(`${'('.repeat(deep)}true${')'.repeat(deep)}`)],
    ['brackets behind some that a comment closes', `// ${')'.repeat(deep)}\n${rule(nested('(', ')', deep))}`],
    ['brackets that comments close one by one', rule(nested('(//)\n', ')', 2000))],
    ['brackets that texts close one by one', rule(nested('[")",', ']', 2000))],
    [
      'brackets that a text closes behind the end of a line',
      `@x("\\\u2028") @y("${rule(nested('(', ')', deep))} @z("")`,
    ],
    ['lists', rule(`${'['.repeat(deep)}1${']'.repeat(deep)} == [1]`)],
    ['records', rule(`${'{a:'.repeat(deep)}1${'}'.repeat(deep)} == 1`)],
    ['ifs', rule(`${'if true then true else '.repeat(600)}false`)],
    ['sums', rule(`context.fresh${'+1'.repeat(deep)} > 1`)],
    ['products', rule(`context.fresh${'*1'.repeat(deep)} > 1`)],
    ['attributes of attributes', rule(`context${'.a'.repeat(deep)}`)],
    ['signs', rule(`${'!'.repeat(deep)}true`)],
    ['conditions', rule('true').slice(0, -1) + ' when { true }'.repeat(800)],
    ['alternatives', rule(Array.from({ length: 2500 }, () => 'true').join('||'))],
    ['length', rule(`"${'x'.repeat(20_000)}" == "x"`)],
  ];
  for (const [name, text] of texts) {
    it(`is refused before it gets there: ${name}`, () => {
      assert.equal(check(text).policy, null);
      assert.equal(check(rule('context.fresh > 1')).policy?.id, 'x.y', 'the engine still answers');
    });
  }

  it('takes as much as it may, and answers by it', () => {
    const nested = `${'('.repeat(39)}${'if context.fresh > 1 then true else '.repeat(49)}context.fresh`;
    const text = rule(`${nested}${'+1'.repeat(200)} > 1${')'.repeat(39)}`);
    const { policy } = check(text);
    assert.equal(policy?.id, 'x.y');
    const engine = openEngine(schema, [policy], (problem) => assert.fail(problem));
    const request = {
      principal: userEntity('bob'),
      action: 'jar.read',
      resource: jarEntity('j1'),
      context: {
        relation: 'viewer',
        requires: { level: 'aal1', max_age: 600 },
        proof: {},
        fresh: 300,
        ...createSurround(() => 0, 'UTC')(null),
      },
    };
    assert.deepEqual(
      engine.evaluate(request).policies.map(({ id }) => id),
      ['x.y'],
    );
  });
});
