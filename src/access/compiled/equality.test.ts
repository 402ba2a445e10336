import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { policiesAbout } from '../../../test/support/cedar-policies.ts';
import { requestsOf } from '../../../test/support/cedar-requests.ts';
import { bothAnswer, schemaOf } from '../../../test/support/reference.ts';

const schema = schemaOf(`
  entity Group;
  entity Role in [Role, Group];
  entity User in [Role, Jar] { age?: Long, boss?: User, home?: { city: String, near?: Jar } };
  entity Jar in [User, Role] { name: String, tags: Set<String>, owner?: User, toString?: Long };
  action change;
  action edit in [change] appliesTo { principal: User, resource: [Jar, User], context: {} };
  action share in [edit] appliesTo {
    principal: [User, Jar],
    resource: Jar,
    context: {
      n: Long, flag?: Bool, text?: String, friend?: User, friends?: Set<User>, numbers?: Set<Long>,
      proof: { n?: Long, at?: datetime }, network?: ipaddr, networks?: Set<ipaddr>, price?: decimal, span?: duration,
    },
  };`);

const texts = ['', 'a', 'ab', 'b', '1', 'é'];
const numbers = [0, 1, -1, 7, 1024, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
const ids = ['a', 'b', 'c'];
const entityTypes = ['User', 'Role', 'Group', 'Jar'];

const policy = policiesAbout({
  attributes: {
    bool: ['context.flag'],
    long: ['context.n', 'context.proof.n', 'principal.age', 'resource.toString', 'context.friend.age'],
    text: ['context.text', 'resource.name', 'principal.home.city'],
    entity: ['principal', 'resource', 'action', 'principal.boss', 'context.friend', 'resource.owner'],
    set: ['resource.tags', 'context.numbers', 'context.friends', 'context.networks'],
    record: ['context', 'principal.home', 'context.proof'],
    ip: ['context.network'],
    decimal: ['context.price'],
    datetime: ['context.proof.at'],
    duration: ['context.span'],
  },
  entities: [
    ...entityTypes.flatMap((type) => ids.map((id) => ({ type, id }))),
    { type: 'Action', id: 'edit' },
    { type: 'Action', id: 'change' },
    { type: 'Stranger', id: 'a' },
  ],
  entityTypes: [...entityTypes, 'Action'],
  actions: ['change', 'edit', 'share', 'unknown'],
  texts,
  numbers,
});

describe('compiled policies', () => {
  it('decide, give reasons and err as Cedar does, whatever is asked of whichever policies', () => {
    const requests = fc.array(requestsOf(schema.json, { texts, numbers, ids }), { minLength: 8, maxLength: 8 });
    const seen = { allow: 0, deny: 0, failed: 0, unfamiliar: 0, reasons: 0, errors: 0 };
    fc.assert(
      fc.property(fc.array(policy, { minLength: 6, maxLength: 6 }), requests, (policies, asked) => {
        const named = Object.fromEntries(policies.map((json, index) => [`p${index}`, json]));
        for (const { decision, reasons, errors } of bothAnswer(schema, named, asked)) {
          seen[decision]++;
          seen.reasons += reasons.length;
          seen.errors += errors.length;
        }
      }),
      { seed: 20260119, numRuns: 250 },
    );
    // Of each kind there was enough to compare.
    for (const count of [seen.allow, seen.deny, seen.failed, seen.reasons, seen.errors]) {
      assert.ok(count > 100, JSON.stringify(seen));
    }
  });
});
