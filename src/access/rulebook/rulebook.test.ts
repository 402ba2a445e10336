import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkPolicy, checkSchema, createRulebooks, kindsOf, type RulebookText } from './rulebook.ts';

const schema = `
entity user { role?: String, manager?: user };
entity record { owner?: user, status?: String };
action "read" appliesTo { principal: user, resource: record, context: { by?: user } };
`;
const rule = (when: string, head = 'permit (principal, action, resource)') =>
  `@id("a") @sentence("A.") ${head} when { ${when} };`;

/** Types that are each made of the one before. */
const chain = (length: number, made: (before: string) => string) =>
  `type T0 = String;\n${Array.from({ length }, (_, i) => `type T${i + 1} = ${made(`T${i}`)};`).join('\n')}\nentity a { b: T${length} };`;

const pairs = (count: number) => {
  const types = Array.from({ length: count }, (_, i) => `e${i}`).join(', ');
  return `entity ${types};\naction "x" appliesTo { principal: [${types}], resource: [${types}] };`;
};

/** Groups to which there are two ways from each of those below. */
const lattice = (height: number) =>
  Array.from(
    { length: height },
    (_, i) => `action "a${i}", "b${i}"${i === 0 ? '' : ` in ["a${i - 1}", "b${i - 1}"]`};`,
  ).join('\n');

describe('a schema of an application', () => {
  it('is fine when the engine takes it', () => {
    assert.deepEqual(checkSchema(schema), []);
    assert.deepEqual(checkSchema(''), []);
    assert.deepEqual(checkSchema(`// a namespace of ${'{'.repeat(50)}\nentity user;`), []);
    assert.deepEqual(checkSchema(pairs(20)), []);
    assert.deepEqual(checkSchema(lattice(60)), []);
  });

  const wrong: [what: string, text: string, message: RegExp, line?: number][] = [
    ['text that does not parse', 'entity user;\nentity ;', /unexpected|parse/i, 2],
    ['a type that there is not', 'entity user;\nentity record { owner: usr };', /usr/],
    ['a namespace', 'namespace App { entity user; }', /no namespaces/],
    ['a text without end', `// ${'x'.repeat(70_000)}`, /at most 65536 bytes/],
    ['records without end', `entity a { b: ${'{ c: '.repeat(60)}`, /inside of each other/],
    ['sets without end', `entity a { b: ${'Set<'.repeat(60_000 / 4)}`, /inside of each other/],
    [
      'types that hide behind a comment',
      `// \r${chain(19, (before) => `{ a: ${before}, b: ${before} }`)}`,
      /20000 parts/,
    ],
    [
      'types that hide behind a space of another kind',
      chain(19, (before) => `{ a: ${before}, b: ${before} }`).replaceAll('type ', 'type\u0085'),
      /20000 parts/,
    ],
    ['records that a text hides', `@doc("\\\r") entity a { b: ${'{ c: '.repeat(5000)}"`, /inside of each other/],
    ['a type that contains itself', 'type A = { a: A };\nentity b { c: A };', /over 20 levels/],
    ['types of types of types', chain(30, (before) => `Set<${before}>`), /over 20 levels/],
    ['types that double each time', chain(19, (before) => `{ a: ${before}, b: ${before} }`), /20000 parts/],
    ['more pairs than a policy can be checked for', pairs(30), /500 pairs/],
    ['an action that is in itself', 'entity a;\naction "x" in ["x"] appliesTo { principal: a, resource: a };', /cycle/],
  ];
  for (const [what, text, message, line] of wrong) {
    it(`is refused with ${what}`, () => {
      const [problem] = checkSchema(text);
      assert.match(problem!.message, message);
      if (line !== undefined) assert.equal(problem!.line, line);
    });
  }

  it('is read with every name looked up', () => {
    const { entities, actions } = kindsOf(`
      type Address = { street: String, number?: Long };
      entity Group in [Group];
      entity user in [Group] { home?: Address, ip?: ipaddr, tags: Set<String>, boss?: user, on: __cedar::Bool };
      action "group";
      action "read" in ["group"] appliesTo { principal: user, resource: [Group, user], context: Address };
    `);
    const { attributes, parents } = entities.get('user')!;
    assert.deepEqual(parents, ['Group']);
    assert.deepEqual(attributes.get('ip'), { kind: { is: 'Extension', fn: 'ip' }, required: false });
    assert.deepEqual(attributes.get('tags'), { kind: { is: 'Set', of: { is: 'String' } }, required: true });
    assert.deepEqual(attributes.get('boss')?.kind, { is: 'Entity', type: 'user' });
    assert.deepEqual(attributes.get('on')?.kind, { is: 'Bool' });
    assert.deepEqual([...actions.keys()], ['read']);
    assert.deepEqual(actions.get('read')!.resources, ['Group', 'user']);
    assert.deepEqual([...actions.get('read')!.context.keys()].sort(), ['number', 'street']);
  });
});

describe('a policy of an application', () => {
  it('may ask who an attribute names', () => {
    for (const when of [
      'resource has owner && resource.owner == principal',
      'context has by && context.by == principal',
    ])
      assert.deepEqual(checkPolicy(schema, rule(when)).problems, []);
  });

  it('may not ask for more of somebody whom nobody brings along', () => {
    for (const when of [
      'principal has manager && principal.manager has role && principal.manager.role == "x"',
      'resource has owner && resource.owner has role && resource.owner.role == "x"',
      'context has by && context.by has role && context.by.role == "x"',
    ]) {
      const { problems, policy } = checkPolicy(schema, rule(when));
      assert.equal(policy, null);
      assert.match(problems[0]!.message, /only who it is can be asked/);
    }
  });

  it('fits the schema, and says its id and sentence', () => {
    assert.match(checkPolicy(schema, rule('resource.stauts == "x"')).problems[0]!.message, /stauts/);
    assert.match(checkPolicy(schema, 'permit (principal, action, resource);').problems[0]!.message, /@id/);
    assert.match(checkPolicy(schema, rule('('.repeat(60))).problems[0]!.message, /inside of each other/);
  });

  it('may be about what the product keeps to itself: `declared` and `owner` are words of its own', () => {
    const own =
      'entity user; entity record { owner: { name: String } };\naction "read" appliesTo { principal: user, resource: record };';
    assert.deepEqual(checkPolicy(own, rule('resource.owner.name == "x"')).problems, []);
  });
});

describe('open rulebooks', () => {
  const alarm = (problem: string) => assert.fail(problem);
  const text = (role: string): RulebookText => ({
    schema,
    policies: [rule(`principal has role && principal.role == "${role}"`)],
  });
  const ask = (role: string) => ({
    principal: { type: 'user', id: 'bob', attributes: { role }, parents: [] },
    action: 'read',
    resource: { type: 'record', id: 'r', attributes: {}, parents: [] },
    context: {},
  });

  it('are read once for each key', async () => {
    const { open } = createRulebooks({ capacity: 2, alarm });
    let reads = 0;
    const read = async () => {
      reads++;
      return text('editor');
    };
    const [first, second] = await Promise.all([open('a', read), open('a', read)]);
    assert.equal(first, second);
    assert.equal(await open('a', read), first);
    assert.equal(reads, 2);
    assert.equal(first.ask(ask('editor')).allowed, true);
    assert.equal(first.ask(ask('viewer')).allowed, false);
  });

  it('keep to their own rules when others take their place, and while nobody is left but who holds them', async () => {
    const { open } = createRulebooks({ capacity: 2, alarm });
    const held = [];
    for (const role of ['a', 'b', 'c', 'd', 'e']) held.push(await open(role, async () => text(role)));
    for (let round = 0; round < 2; round++) {
      for (const [index, role] of ['a', 'b', 'c', 'd', 'e'].entries()) {
        for (const other of ['a', 'b', 'c', 'd', 'e']) {
          assert.equal(held[index]!.ask(ask(other)).allowed, other === role, `${role} asked about ${other}`);
        }
      }
    }
    const again = await open('a', async () => text('a'));
    assert.equal(again.ask(ask('a')).allowed, true);
  });

  it('of two installations do not meet', async () => {
    const one = await createRulebooks({ capacity: 1, alarm }).open('a', async () => text('a'));
    const other = await createRulebooks({ capacity: 1, alarm }).open('a', async () => text('b'));
    assert.deepEqual([one.ask(ask('a')).allowed, other.ask(ask('a')).allowed], [true, false]);
  });

  it('say that a question failed which does not fit, and refuse it', async () => {
    const rulebook = await createRulebooks({ capacity: 1, alarm }).open('a', async () => text('a'));
    const verdict = rulebook.ask({ ...ask('a'), context: { by: 'text' } });
    assert.deepEqual(verdict, { allowed: false, failed: true, policies: [] });
  });

  it('without policies refuse everything', async () => {
    const rulebook = await createRulebooks({ capacity: 1, alarm }).open('a', async () => ({ schema, policies: [] }));
    assert.equal(rulebook.ask(ask('a')).allowed, false);
  });
});
