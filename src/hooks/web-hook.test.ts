import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testHook } from '../../test/support/hooks.ts';
import { listHooks, type Moment } from './web-hook.ts';

const [a, b, c] = ['a', 'b', 'c'].map((id) => testHook({ id, url: `https://${id}.example/` })) as [never, never, never];
const list = listHooks({
  before: { login: [a] },
  after: {
    login: { all: [a, b], byMethod: { passkey: [c], totp: [] } },
    registration: { all: [], byMethod: {} },
  },
});

describe('the list of web hooks', () => {
  const cases: [moment: Moment, ids: string[]][] = [
    [{ when: 'before', flow: 'login', method: null }, ['a']],
    [{ when: 'before', flow: 'registration', method: null }, []],
    [{ when: 'after', flow: 'login', method: null }, ['a', 'b']],
    [{ when: 'after', flow: 'login', method: 'code' }, ['a', 'b']],
    [{ when: 'after', flow: 'login', method: 'passkey' }, ['c']],
    [{ when: 'after', flow: 'login', method: 'totp' }, []],
    [{ when: 'after', flow: 'login', method: 'constructor' }, ['a', 'b']],
    [{ when: 'after', flow: 'registration', method: 'passkey' }, []],
    [{ when: 'after', flow: 'settings', method: 'passkey' }, []],
  ];
  for (const [moment, ids] of cases) {
    it(`${moment.when} ${moment.flow} by ${moment.method} is [${ids}]`, () => {
      assert.deepEqual(
        list.at(moment).map(({ id }) => id),
        ids,
      );
    });
  }

  it('finds a hook by its id', () => {
    assert.equal(list.byId('c')?.url, 'https://c.example/');
    assert.equal(list.byId('d'), null);
  });

  it('names a hook without an id after its place and URL, whatever stands beside it', () => {
    const unnamed = testHook({ id: null, url: 'https://a.example/' });
    const moment = { when: 'after', flow: 'login', method: null } as const;
    const ids = [[unnamed], [b, unnamed]].map((all) =>
      listHooks({ before: {}, after: { login: { all, byMethod: {} } } }),
    );
    assert.match(ids[0]!.at(moment)[0]!.id, /^login\.after\.[\w-]{8}$/);
    assert.equal(ids[0]!.at(moment)[0]!.id, ids[1]!.at(moment)[1]!.id);
  });

  it('takes one hook in two places, and refuses two hooks of one id', () => {
    listHooks({ before: { login: [a], settings: [structuredClone(a)] }, after: {} });
    const other = testHook({ id: 'a', url: 'https://other.example/' });
    assert.throws(() => listHooks({ before: { login: [a], settings: [other] }, after: {} }), /called “a”/);
  });
});
