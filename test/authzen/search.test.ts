import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { refused } from '../support/administration.ts';
import { type Ask, clientOf, done, question, setUp, written } from '../support/authzen.ts';
import { register } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const owner = await register(server, 'alice', { setup: await server.setupToken() });
const records = written('records.yml');
/** Ids that sort in all kinds of ways, with characters that a place in a list has to bear. */
const readers = Array.from({ length: 30 }, (_, i) => `reader ${i % 3} ${String(i).padStart(2, '0')} "ä"`).sort();
const crowd = Array.from({ length: 1500 }, (_, i) => ({ type: 'user', id: `x${i}`, attributes: {}, parents: [] }));
const entities = [
  ...records.entities,
  ...readers.map((id) => ({ type: 'user', id, attributes: { role: 'viewer' }, parents: [] })),
];
await setUp(server, owner, { ...records, entities });
await setUp(server, owner, { ...records, id: 'other', entities });
const { ask } = await clientOf(server, owner, 'records');
const other = (await clientOf(server, owner, 'other')).ask;

const body = question('', 'read', 'record-1');
async function all(by: Ask, limit: number) {
  const pages: string[][] = [];
  let token = '';
  do {
    const answer = await by('search/subject', { ...body, subject: { type: 'user' }, page: { token, limit } });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const { results, page } = answer.body;
    assert.equal(page.count, results.length);
    assert.ok(results.length <= limit);
    pages.push(results.map(({ id }: { id: string }) => id));
    token = page.next_token;
  } while (token !== '');
  return pages;
}
const firstPage = async (by = ask, more = {}) =>
  (await by('search/subject', { ...body, subject: { type: 'user' }, page: { limit: 5 }, ...more })).body.page
    .next_token;
const follow = (by: Ask, token: string, more = {}, side = 'subject') =>
  by(`search/${side}`, { ...body, subject: { type: 'user' }, page: { token, limit: 5 }, ...more });

describe('a search', () => {
  it('finds the same on pages of every size, each once', async () => {
    const expected = ['alice', 'bob', ...readers].sort();
    for (const limit of [1, 2, 7, 32, 33, 100, 5000]) {
      const pages = await all(ask, limit).catch((error) => assert.fail(`${limit}: ${error.message}`));
      assert.deepEqual(pages.flat(), expected, `${limit}`);
    }
  });

  it('finds exactly what an evaluation allows', async () => {
    const found = new Set((await all(ask, 100)).flat());
    for (const id of ['alice', 'bob', 'mallory', ...readers]) {
      const { decision } = (await ask('evaluation', question(id, 'read', 'record-1'))).body;
      assert.equal(decision, found.has(id), id);
    }
  });

  it('does not look at the id of what it looks for, nor at what is said of it', async () => {
    const asked = {
      ...body,
      subject: { type: 'user', id: 'mallory', properties: { role: 'viewer' } },
      page: { limit: 100 },
    };
    const plain = { ...body, subject: { type: 'user' }, page: { limit: 100 } };
    assert.deepEqual(
      (await ask('search/subject', asked)).body.results,
      (await ask('search/subject', plain)).body.results,
    );
  });

  it('finds nothing about what nobody knows', async () => {
    const unknown: [side: string, asked: object][] = [
      ['subject', question('', 'read', 'nothing', { resource: { status: 'active' } })],
      ['subject', { ...body, subject: { type: 'spaceship' } }],
      ['subject', { ...body, subject: { type: 'user' }, action: { name: 'fly' } }],
      ['subject', { ...body, subject: { type: '__proto__' } }],
      ['subject', question('', 'read', '\ud800')],
      ['resource', question('nobody', 'read', '', { subject: { role: 'editor' } })],
      ['resource', question('alice', 'read', '', { type: 'spaceship' })],
      ['action', question('nobody', '', 'record-1', { subject: { role: 'editor' } })],
      ['action', question('alice', '', 'nothing', { resource: { status: 'active' } })],
    ];
    for (const [side, asked] of unknown) {
      const answer = await ask(`search/${side}`, asked);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      assert.deepEqual(answer.body, { results: [], page: { next_token: '', count: 0 } });
    }
  });

  it('looks at so much for one page, and says that there is more', async () => {
    await setUp(server, owner, { ...records, id: 'crowd' });
    const path = '/api/applications/crowd/entities';
    for (let i = 0; i < crowd.length; i += 750)
      await done(server, owner, 'PUT', path, { entities: crowd.slice(i, i + 750) });
    await done(server, owner, 'PUT', `${path}/user/z`, { attributes: { role: 'viewer' } });
    const pages = await all((await clientOf(server, owner, 'crowd')).ask, 100);
    assert.deepEqual(pages, [['alice', 'bob'], ['z']]);
  });

  it('takes a page that can be one', async () => {
    for (const page of [{ limit: 0 }, { limit: -1 }, { limit: 1.5 }, { limit: '5' }, { token: 7 }, 'x', null]) {
      refused(await ask('search/subject', { ...body, subject: { type: 'user' }, page }), 400, 'invalid_member');
    }
  });
});

describe('the token of a page', () => {
  it('is good for the question that it came from', async () => {
    const token = await firstPage();
    assert.equal((await follow(ask, token)).body.results.length, 5);
    const elsewhere: [what: string, more: object, side?: string][] = [
      ['another action', { action: { name: 'write' } }],
      ['another resource', { resource: { type: 'record', id: 'record-2' } }],
      ['another context', { context: { ip: '192.0.2.1' } }],
      ['another side', { subject: { type: 'user', id: 'alice' } }, 'resource'],
      ['the search for actions', { subject: { type: 'user', id: 'alice' } }, 'action'],
    ];
    for (const [what, more, side] of elsewhere)
      refused(await follow(ask, token, more, side), 400, 'invalid_cursor', what);
  });

  it('is good for the client that it was given to', async () => {
    refused(await follow(other, await firstPage()), 400, 'invalid_cursor');
    assert.equal((await follow(other, await firstPage(other))).status, 200);
  });

  it('is good until something changes', async () => {
    const token = await firstPage();
    await done(server, owner, 'PUT', '/api/applications/other/entities/user/new', {});
    assert.equal((await follow(ask, token)).status, 200);
    await done(server, owner, 'PUT', '/api/applications/records/entities/user/new', {});
    refused(await follow(ask, token), 400, 'invalid_cursor');
  });

  it('is nobody’s to make', async () => {
    const token = await firstPage();
    for (const forged of ['x', `${token}x`, token.slice(2), Buffer.from('0 YQ seal').toString('base64url')]) {
      refused(await follow(ask, forged), 400, 'invalid_cursor', forged);
    }
  });
});
