import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fitMembers, Misfit } from './fit.ts';
import { kindsOf } from './rulebook.ts';

const { attributes } = kindsOf(`
  entity team;
  entity user {
    name?: String, age?: Long, on?: Bool, tags?: Set<String>, home?: { street: String, floor?: Long },
    team?: team, ip?: ipaddr, teams?: Set<team>,
  };
`).entities.get('user')!;
const fit = (json: string) => fitMembers(attributes, JSON.parse(json));

describe('what fits a schema', () => {
  const fits: [json: string, fitted: object][] = [
    ['{"name": "x", "age": -3, "on": false}', { name: 'x', age: -3, on: false }],
    ['{"tags": []}', { tags: [] }],
    ['{"home": {"street": "a", "unknown": 1}}', { home: { street: 'a' } }],
    ['{"team": "red"}', { team: { __entity: { type: 'team', id: 'red' } } }],
    ['{"team": "x\\", User::\\"root"}', { team: { __entity: { type: 'team', id: 'x", User::"root' } } }],
    ['{"ip": "192.0.2.1"}', { ip: { __extn: { fn: 'ip', arg: '192.0.2.1' } } }],
    ['{"teams": ["a"]}', { teams: [{ __entity: { type: 'team', id: 'a' } }] }],
    ['{"unknown": 1, "__proto__": {"name": "x"}, "constructor": {}, "__entity": {"type": "user", "id": "a"}}', {}],
  ];
  for (const [json, fitted] of fits) it(json, () => assert.deepEqual(fit(json), fitted));
});

describe('what does not', () => {
  const misfits: [json: string, why: RegExp][] = [
    ['{"name": 1}', /^name is not text$/],
    ['{"name": null}', /name is not text/],
    ['{"age": "1"}', /whole number/],
    ['{"age": 1.5}', /whole number/],
    ['{"age": 9007199254740992}', /whole number/],
    ['{"on": "true"}', /neither/],
    ['{"tags": "x"}', /not a list/],
    ['{"tags": [1]}', /tags is not text/],
    ['{"home": {}}', /home\.street is missing/],
    ['{"home": []}', /not an object/],
    ['{"team": {"__entity": {"type": "user", "id": "a"}}}', /not the id of a team/],
    ['{"ip": {"__extn": {"fn": "ip", "arg": "::1"}}}', /not text/],
  ];
  for (const [json, why] of misfits) {
    it(json, () =>
      assert.throws(
        () => fit(json),
        (error) => error instanceof Misfit && why.test(error.message),
      ),
    );
  }
});
