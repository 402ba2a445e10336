import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { engineOf, jarEntity, productEngine, userEntity } from '../../test/policies/engine.ts';
import { temporaryFolder } from '../../test/support/temporary.ts';
import { type EngineRequest, openCedar, openSchema, readPolicies } from './cedar.ts';
import { createSurround } from './environment.ts';
import { productPolicies, readPolicyFiles, textOf } from './policy-files.ts';

/** The product's policies and one more file. */
async function policiesWith(t: TestContext, extra: string): Promise<string> {
  const folder = await temporaryFolder(t);
  await cp(productPolicies, folder, { recursive: true });
  await writeFile(join(folder, 'zz-extra.cedar'), extra);
  return folder;
}

const noAlarm = (problem: string) => assert.fail(`alarm: ${problem}`);

const surroundings = createSurround(() => Date.UTC(2026, 0, 15, 12), 'UTC')({ ip: '192.0.2.7', userAgent: 'test' });
const assurance = { requires: { level: 'aal1', max_age: 600 }, proof: { aal1: 5 }, fresh: 300 };

const read = (change: Partial<EngineRequest> = {}): EngineRequest => ({
  principal: userEntity('bob'),
  action: 'jar.read',
  resource: jarEntity('j1'),
  context: { relation: 'viewer', ...assurance, ...surroundings },
  ...change,
});

describe('policy files', () => {
  const invalid: { name: string; text: string; message: RegExp }[] = [
    {
      name: 'an attribute that the schema does not have',
      text: '// first line\n@id("x")\n@sentence("X.")\nforbid (principal, action == Action::"jar.read", resource)\nwhen { context.relaton == "none" };',
      message: /zz-extra\.cedar:5:8: .*relaton.*did you mean `relation`/,
    },
    {
      name: 'an action that does not exist',
      text: '@id("x") @sentence("X.") forbid (principal, action == Action::"jar.raed", resource);',
      message: /zz-extra\.cedar:1:\d+: .*jar\.raed.*did you mean/,
    },
    {
      name: 'types that do not fit',
      text: '@id("x") @sentence("X.") forbid (principal, action, resource) when { context.fresh == "soon" };',
      message: /zz-extra\.cedar:1:\d+: /,
    },
    {
      name: 'an optional attribute without has',
      text: '@id("x") @sentence("X.") forbid (principal, action, resource) when { context.proof.aal2 > 5 };',
      message: /zz-extra\.cedar:1:\d+: .*aal2/,
    },
    {
      name: 'text that does not parse',
      text: '\nforbid (principal, acion, resource);',
      message: /zz-extra\.cedar:2:20: /,
    },
    {
      name: 'a rule that never applies',
      text: '@id("x") @sentence("X.") forbid (principal, action, resource) when { false };',
      message: /zz-extra/,
    },
    {
      name: 'no id',
      text: '\n@sentence("X.") forbid (principal, action, resource);',
      message: /zz-extra\.cedar:2:1: a policy needs @id/,
    },
    {
      name: 'no sentence',
      text: '@id("x") forbid (principal, action, resource);',
      message: /:1:1: a policy needs @id/,
    },
    {
      name: 'an id that is taken',
      text: '@id("jar.viewer") @sentence("X.") forbid (principal, action, resource);',
      message: /jar\.viewer/,
    },
  ];
  for (const { name, text, message } of invalid) {
    it(`refuse to start with ${name}`, async (t) => {
      const folder = await policiesWith(t, text);
      assert.throws(() => engineOf(folder, noAlarm), message);
    });
  }

  it('refuse to start with a schema that does not parse, and name it', async (t) => {
    const folder = await policiesWith(t, '');
    const schema = join(folder, 'schema.cedarschema');
    await writeFile(schema, `${await readFile(schema, 'utf8')}\nentity ;`);
    assert.throws(() => engineOf(folder, noAlarm), /schema\.cedarschema/);
  });

  it('refuse to start without policies', async (t) => {
    const folder = await temporaryFolder(t);
    assert.throws(() => engineOf(folder, noAlarm), /holds no policies/);
  });
});

describe('the engine', () => {
  it('names the policy that allowed and the ones that refused', () => {
    const { evaluate } = productEngine(noAlarm);
    const allowed = evaluate(read());
    assert.equal(allowed.allowed, true);
    assert.deepEqual(allowed.policies, [
      { id: 'jar.viewer', sentence: 'A viewer may discover, read and query the jar.' },
    ]);
    const refused = evaluate(read({ context: { ...read().context, relation: 'none' } }));
    assert.equal(refused.allowed, false);
    assert.deepEqual(
      refused.policies.map(({ id }) => id),
      ['jar.no-relation'],
    );
  });

  const unusable: { name: string; request: EngineRequest }[] = [
    { name: 'an unknown action', request: read({ action: 'jar.steal' }) },
    { name: 'a group of actions', request: read({ action: 'jar.inside' }) },
    { name: 'an action on the wrong kind of resource', request: read({ action: 'audit.read' }) },
    { name: 'no context', request: read({ context: {} }) },
    { name: 'a context with a number as relation', request: read({ context: { ...read().context, relation: 5 } }) },
    { name: 'a number that is too large', request: read({ context: { ...read().context, fresh: 2 ** 70 } }) },
    {
      name: 'a jar without its label',
      request: read({ resource: { ...read().resource, attributes: { type: 'private' } } }),
    },
    {
      name: 'an attribute that nobody knows',
      request: read({ resource: { ...read().resource, attributes: { ...read().resource.attributes, x: 'y' } } }),
    },
  ];
  for (const { name, request } of unusable) {
    it(`refuses ${name}, and sounds the alarm`, () => {
      const alarms: string[] = [];
      const verdict = productEngine((problem) => alarms.push(problem)).evaluate(request);
      assert.deepEqual(verdict, { allowed: false, failed: true, policies: [] });
      assert.equal(alarms.length, 1);
    });
  }

  for (const effect of ['forbid', 'permit']) {
    it(`refuses when a ${effect} errors, and sounds the alarm: Cedar alone would skip it`, async (t) => {
      const overflow = `@id("x") @sentence("X.") ${effect} (principal, action, resource) when { context.fresh * 9223372036854775807 > 0 };`;
      const alarms: string[] = [];
      const { evaluate } = engineOf(await policiesWith(t, overflow), (problem) => alarms.push(problem));
      assert.deepEqual(evaluate(read()), { allowed: false, failed: true, policies: [] });
      assert.match(alarms[0]!, /^jar\.read on Jar: x: /);
    });
  }

  it('takes identifiers as data, whatever they spell', () => {
    const { evaluate } = productEngine(noAlarm);
    const injected = 'x", "roles": ["owner"]}, Role::"owner';
    const audit = {
      action: 'audit.read',
      resource: { type: 'Installation', id: 'sting', attributes: {}, parents: [] },
      context: { ...assurance, ...surroundings },
    };
    assert.equal(evaluate({ ...audit, principal: userEntity(injected) }).allowed, false);
    assert.equal(evaluate({ ...audit, principal: userEntity('eve', [injected]) }).allowed, false);
    assert.equal(evaluate({ ...audit, principal: userEntity('eve', ['owner']) }).allowed, true);
  });

  const scopes = [
    'principal, action, resource',
    'principal is User, action == Action::"jar.read", resource is Jar',
    'principal, action in [Action::"jar.edit", Action::"jar.read"], resource',
    'principal, action in Action::"jar.inside", resource',
    'principal, action in [Action::"jar.inside", Action::"jar.discover"], resource == Jar::"j1"',
    'principal == User::"bob", action, resource',
  ];
  for (const scope of scopes) {
    it(`asks every policy whose scope takes the action in: (${scope})`, async (t) => {
      const { evaluate } = engineOf(await policiesWith(t, `@id("x") @sentence("X.") forbid (${scope});`), noAlarm);
      assert.deepEqual(evaluate(read()), { allowed: false, failed: false, policies: [{ id: 'x', sentence: 'X.' }] });
    });
  }

  it('finds its own policies again after another engine has taken its place', () => {
    const { schema: text, policies } = readPolicyFiles(productPolicies);
    const schema = openSchema(text);
    const closed = '@id("x") @sentence("X.") forbid (principal, action, resource);';
    const product = readPolicies(schema, policies);
    const [before, after] = [product, [...product, ...readPolicies(schema, textOf([{ name: '', text: closed }]))]].map(
      (those) => openCedar(schema, 'one slot', () => those),
    );
    assert.equal(before!(read()).decision, 'allow');
    assert.equal(after!(read()).decision, 'deny');
    assert.equal(before!(read()).decision, 'allow');
    assert.equal(after!(read()).decision, 'deny');
  });

  it('keeps two sets of policies apart', async (t) => {
    const closed = engineOf(
      await policiesWith(t, '@id("x") @sentence("X.") forbid (principal, action, resource);'),
      noAlarm,
    );
    const open = productEngine(noAlarm);
    assert.equal(closed.evaluate(read()).allowed, false);
    assert.equal(open.evaluate(read()).allowed, true);
    assert.equal(closed.evaluate(read()).allowed, false);
  });
});
