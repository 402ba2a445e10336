import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FastifyRequest } from 'fastify';
import { offsetLinks, offsetOf, pageOf, tokenLinks, tokenOf } from './pagination.ts';

const request = (url: string) =>
  ({ url, query: Object.fromEntries(new URL(url, 'http://x').searchParams) }) as unknown as FastifyRequest;
const relations = (header: string) =>
  Object.fromEntries([...header.matchAll(/<([^>]*)>; rel="(\w+)"/g)].map(([, url, rel]) => [rel, url]));

const offsets: [query: string, page: number, size: number][] = [
  ['', 0, 250],
  ['?page=2&per_page=10', 2, 10],
  ['?page=-1&per_page=-5', 0, 250],
  ['?per_page=0', 0, 1],
  ['?per_page=501', 0, 500],
  ['?page=x&per_page=1e3', 0, 250],
  ['?page=99999999999999999999', 0, 250],
];

/** Of 25 entries, ten a page. */
const links: [page: number, expected: Record<string, number>][] = [
  [0, { first: 0, next: 1, last: 2 }],
  [1, { first: 0, prev: 0, next: 2, last: 2 }],
  [2, { first: 0, prev: 1, last: 2 }],
  [9, { first: 0, prev: 2, last: 2 }],
];

describe('pages by number', () => {
  for (const [query, page, size] of offsets) {
    it(`reads ${query || 'nothing'}`, () => assert.deepEqual(offsetOf(request(`/sessions${query}`)), { page, size }));
  }

  for (const [page, expected] of links) {
    it(`links from page ${page}`, () => {
      const header = offsetLinks(request(`/sessions?active=true&page=${page}`), { page, size: 10 }, 25);
      assert.deepEqual(
        relations(header),
        Object.fromEntries(
          Object.entries(expected).map(([rel, to]) => [rel, `/sessions?active=true&page=${to}&per_page=10`]),
        ),
      );
    });
  }

  it('of an empty list has one page', () => {
    const header = offsetLinks(request('/sessions'), { page: 0, size: 250 }, 0);
    assert.deepEqual(Object.keys(relations(header)), ['first', 'last']);
    assert.deepEqual(pageOf([], { page: 0, size: 250 }), []);
    assert.deepEqual(pageOf([1, 2, 3], { page: 1, size: 2 }), [3]);
  });
});

describe('pages by token', () => {
  it('links to the next one while there is one, with the other parameters', () => {
    const asked = request('/admin/sessions?page_token=old&expand=Identity&expand=Devices&page_size=2');
    assert.deepEqual(tokenOf(asked), { size: 2, token: 'old' });
    const base = '/admin/sessions?';
    assert.deepEqual(relations(tokenLinks(asked, 2, 'a+b')), {
      first: `${base}expand=Identity&expand=Devices&page_size=2`,
      next: `${base}page_token=a%2Bb&expand=Identity&expand=Devices&page_size=2`,
    });
    assert.deepEqual(Object.keys(relations(tokenLinks(asked, 2, null))), ['first']);
  });

  it('begins without a token, even an empty one', () => {
    assert.deepEqual(tokenOf(request('/x')), { size: 250, token: undefined });
    assert.deepEqual(tokenOf(request('/x?page_token=')), { size: 250, token: undefined });
  });
});
