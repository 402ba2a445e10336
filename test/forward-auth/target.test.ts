import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { targetOf } from '../../src/forward-auth/forward-auth.ts';

const at = (rest: string) => targetOf(`https://wiki.example.org${rest}`);

describe('the target of a request', () => {
  const hosts: [url: string, host: string | null][] = [
    ['https://wiki.example.org/', 'wiki.example.org'],
    ['https://wiki.example.org', 'wiki.example.org'],
    ['HTTPS://WIKI.Example.ORG/', 'wiki.example.org'],
    ['https://wiki.example.org:443/', 'wiki.example.org'],
    ['https://wiki.example.org:08443/', 'wiki.example.org:8443'],
    ['http://wiki.example.org/', null],
    ['javascript://wiki.example.org/', null],
    ['//wiki.example.org/', null],
    ['https:/wiki.example.org/', null],
    ['https://wiki.example.org./', null],
    ['https://.wiki.example.org/', null],
    ['https://wiki..example.org/', null],
    ['https://wiki.example.org:/', null],
    ['https://wiki.example.org:8443x/', null],
    ['https://wiki.example.org@evil.example/', null],
    ['https://user:secret@wiki.example.org/', null],
    ['https://wiki.example.org\\@evil.example/', null],
    ['https://wiki.example.org?@evil.example/', null],
    ['https://wiki.example.org#@evil.example/', null],
    ['https://wiki.example.org%2f@evil.example/', null],
    ['https://wiki.example.org/, https://evil.example/', null],
    ['https://wiki.example.org/\r\nX: y', null],
    ['https://wiki.example.org/\ty', null],
    ['https://wiki\u3002example.org/', null],
    ['https://wıki.example.org/', null],
    ['https://[::1]/', null],
    ['https://wiki_1.example.org/', null],
    ['https://*', null],
    ['', null],
  ];
  for (const [url, host] of hosts) {
    it(`names ${host ?? 'no host'}: ${JSON.stringify(url)}`, () => assert.equal(targetOf(url)?.host ?? null, host));
  }

  const paths: [raw: string, path: string | null][] = [
    ['', '/'],
    ['/', '/'],
    ['/admin?x=../..//;', '/admin'],
    ['/%61dmin', '/admin'],
    ['/caf%C3%A9', '/café'],
    ['/100%25', '/100%'],
    ['/a.b/c', '/a.b/c'],
    ['//admin', null],
    ['/public//admin', null],
    ['/public/../admin', null],
    ['/public/./admin', null],
    ['/public/..', null],
    ['/public/%2e%2e/admin', null],
    ['/public/.%2E/admin', null],
    ['/public/%252e%252e/admin', null],
    ['/public/%25252e./admin', null],
    ['/public%2fadmin', null],
    ['/public%5cadmin', null],
    ['/public%252Fadmin', null],
    ['/public\\admin', null],
    ['/public;/../admin', null],
    ['/public/..;/admin', null],
    ['/admin;jsessionid=1', null],
    ['/admin%3bx', null],
    ['/admin%3fx', null],
    ['/admin%23x', null],
    ['/public#/admin', null],
    ['/admin%00.png', null],
    ['/admin%0a', null],
    ['/admin%', null],
    ['/admin%zz', null],
    ['/admin%c0%af', null],
    ['/admin%ff', null],
    ['/admin.', null],
    ['/admin%20', null],
    ['/admin%20/x', null],
    ['/\u00c3\u00a9', null],
    ['/public%EF%BC%8Fadmin', '/public／admin'],
    ['/public/%EF%BC%8E%EF%BC%8E/admin', null],
    ['/public%EF%BC%9Badmin', null],
  ];
  for (const [raw, path] of paths) {
    it(`has ${path === null ? 'no clear path' : `the path ${path}`}: ${raw}`, () => assert.equal(at(raw)?.path, path));
  }

  it('leads back to where it was, or to the start where that is not clear', () => {
    const back: [rest: string, href: string][] = [
      ['', '/'],
      ['/a?b=c&d=%2F', '/a?b=c&d=%2F'],
      ['/a/../b', '/'],
      ['/a#b', '/'],
      ['/a?b#c', '/'],
      ['/a?b\\c', '/'],
      [`/${'a'.repeat(2000)}`, '/'],
    ];
    for (const [rest, href] of back) assert.equal(at(rest)?.href, `https://wiki.example.org${href}`, rest);
  });
});
