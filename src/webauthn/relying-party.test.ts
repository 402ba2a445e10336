import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRelyingParty } from './relying-party.ts';

const key = Buffer.alloc(32, 'certificate').toString('base64url');

const fine: [id: string, origins: string[], development?: boolean][] = [
  ['example.com', ['https://example.com']],
  ['example.com', ['https://login.example.com', 'https://a.b.example.com:8443']],
  ['login.example.com', ['https://login.example.com']],
  ['example.co.uk', ['https://example.co.uk']],
  ['alice.github.io', ['https://alice.github.io']],
  ['sting.lan', ['https://sting.lan']],
  ['xn--bcher-kva.example', ['https://xn--bcher-kva.example']],
  ['example.com', ['https://example.com', `android:apk-key-hash:${key}`]],
  ['localhost', ['http://localhost:4433'], true],
  ['localhost', ['https://localhost:4433']],
];

for (const [id, origins, development = false] of fine) {
  test(`${id} with ${origins} is fine`, () =>
    assert.deepEqual(checkRelyingParty({ id, origins }, { development }), []));
}

const wrong: [id: string, origins: string[], sentence: RegExp, development?: boolean][] = [
  ['example.com', [], /at least one origin/],
  ['com', ['https://example.com'], /public suffix/],
  ['co.uk', ['https://example.co.uk'], /public suffix/],
  ['github.io', ['https://alice.github.io'], /public suffix/],
  ['intranet', ['https://intranet'], /public suffix/],
  ['127.0.0.1', ['https://127.0.0.1'], /IP address/],
  ['[::1]', ['https://[::1]'], /IP address/],
  ['', ['https://example.com'], /must be a domain/],
  ['Example.com', ['https://example.com'], /must be a domain/],
  ['example.com.', ['https://example.com.'], /must be a domain/],
  ['example.com:8443', ['https://example.com:8443'], /must be a domain/],
  ['https://example.com', ['https://example.com'], /must be a domain/],
  ['example.com/x', ['https://example.com'], /must be a domain/],
  ['bücher.example', ['https://xn--bcher-kva.example'], /must be a domain/],
  ['example.com', ['https://example.org'], /does not belong/],
  ['example.com', ['https://notexample.com'], /does not belong/],
  ['example.com', ['https://example.com.evil.net'], /does not belong/],
  ['login.example.com', ['https://example.com'], /does not belong/],
  ['example.com', ['http://example.com'], /https/],
  ['example.com', ['http://example.com'], /https/, true],
  ['localhost', ['http://localhost:4433'], /https/],
  ['example.com', ['http://localhost'], /does not belong/, true],
  ['localhost', ['http://127.0.0.1:4433'], /https/, true],
  ['example.com', ['https://example.com/'], /scheme, host and port only/],
  ['example.com', ['https://example.com/login'], /scheme, host and port only/],
  ['example.com', ['https://example.com:443'], /scheme, host and port only/],
  ['example.com', ['https://EXAMPLE.com'], /scheme, host and port only/],
  ['example.com', ['https://user@example.com'], /scheme, host and port only/],
  ['example.com', ['example.com'], /scheme, host and port only/],
  ['example.com', ['null'], /scheme, host and port only/],
  ['example.com', ['android:apk-key-hash:short'], /SHA-256/],
  ['example.com', [`android:apk-key-hash:${key}=`], /SHA-256/],
  ['example.com', [`ios:bundle-id:${key}`], /scheme, host and port only/],
];

for (const [id, origins, sentence, development = false] of wrong) {
  test(`${JSON.stringify(id)} with ${JSON.stringify(origins)}${development ? ' in development' : ''} is refused`, () => {
    assert.match(checkRelyingParty({ id, origins }, { development }).join('\n'), sentence);
  });
}

test('every problem is named', () => {
  const problems = checkRelyingParty({ id: 'com', origins: ['http://a.com', 'https://b.org'] }, { development: false });
  assert.equal(problems.length, 3);
});
