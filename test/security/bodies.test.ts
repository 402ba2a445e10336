import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { problem } from '../support/contract.ts';
import { type Answer, register } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { registerInBrowser } from '../support/web-client.ts';

const server = await startServer({ after });
const alice = await register(server, 'alice');
const bob = await registerInBrowser(server, 'bob');

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** The same refusal in the shape of Kratos's routes. */
function envelope({ status, body, headers }: Answer, expected: number, code: string): void {
  assert.equal(status, expected, JSON.stringify(body));
  assert.equal(headers.get('content-type'), 'application/json');
  assert.equal(body.error.id, code);
}

type Raw = [what: string, headers: Record<string, string>, body: string | Buffer, status: number, code: string];

const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

const malformed: Raw[] = [
  ['no JSON', json, '{', 400, 'malformed_json'],
  ['JSON with a comment', json, '{"name":"a"/* */}', 400, 'malformed_json'],
  ['JSON with a comma too many', json, '{"name":"a",}', 400, 'malformed_json'],
  ['two documents', json, '{}{}', 400, 'malformed_json'],
  ['a byte order mark', json, '\ufeff{"name":"a"}', 400, 'malformed_json'],
  ['NaN', json, '{"name":NaN}', 400, 'malformed_json'],
  ['invalid UTF-8', json, Buffer.from('7b226e616d65223a22ff227d', 'hex'), 400, 'malformed_json'],
  ['an overlong encoding', json, Buffer.from('7b226e616d65223a22c080227d', 'hex'), 400, 'malformed_json'],
  ['a surrogate in UTF-8', json, Buffer.from('7b226e616d65223a22eda080227d', 'hex'), 400, 'malformed_json'],
  ['NUL', json, '{"name":"a\\u0000b"}', 400, 'malformed_json'],
  ['NUL in a name', json, '{"na\\u0000me":"a"}', 400, 'malformed_json'],
  ['a member twice', json, '{"name":"a","name":"b"}', 400, 'duplicate_member'],
  ['a member twice by escape', json, '{"name":"a","n\\u0061me":"b"}', 400, 'duplicate_member'],
  ['21 levels', json, deep(21), 400, 'too_deep'],
  ['no end of levels', json, '['.repeat(60_000), 400, 'malformed_json'],
  ['500 levels', json, `${'['.repeat(500)}${']'.repeat(500)}`, 400, 'too_deep'],
  ['64 KiB and more', json, `{"name":"${'x'.repeat(65_536)}"}`, 413, 'too_large'],
  ['text', { 'content-type': 'text/plain' }, '{"name":"a"}', 415, 'unsupported_media_type'],
  ['XML', { 'content-type': 'application/xml' }, '<a/>', 415, 'unsupported_media_type'],
  [
    'JSON by another name',
    { 'content-type': 'application/vnd.api+json' },
    '{"name":"a"}',
    415,
    'unsupported_media_type',
  ],
  ['a content type that is none', { 'content-type': 'json' }, '{"name":"a"}', 415, 'unsupported_media_type'],
];

const onlyApi: Raw[] = [
  ['an array', json, '[]', 400, 'invalid_input'],
  ['a string', json, '"a"', 400, 'invalid_input'],
  ['null', json, 'null', 400, 'invalid_input'],
  ['nothing', json, '', 400, 'invalid_input'],
  ['an unknown field', json, '{"name":"a","role":"owner"}', 400, 'invalid_input'],
  ['the owner', json, '{"name":"a","owner":"me"}', 400, 'invalid_input'],
  ['__proto__', json, '{"name":"a","__proto__":{"sensitivity":"public"}}', 400, 'invalid_input'],
  ['constructor', json, '{"name":"a","constructor":{"prototype":{"x":1}}}', 400, 'invalid_input'],
  ['a number for a text', json, '{"name":1}', 400, 'invalid_input'],
  ['a text for a list', json, '{"name":"a","tags":"b"}', 400, 'invalid_input'],
  ['an unknown type', json, '{"name":"a","type":"secret"}', 400, 'invalid_input'],
  ['a name of blanks', json, '{"name":"   "}', 400, 'invalid_input'],
  ['a name with a line break', json, '{"name":"a\\nb"}', 400, 'invalid_input'],
  ['a name that turns the text around', json, '{"name":"a\\u202eb"}', 400, 'invalid_input'],
  ['half of a pair of surrogates', json, '{"name":"\\ud800"}', 400, 'invalid_input'],
  ['a name of 121 characters', json, `{"name":"${'x'.repeat(121)}"}`, 400, 'invalid_input'],
  ['a form', form, 'name=a', 415, 'unsupported_media_type'],
];

const onlyForms: Raw[] = [
  ['a field twice', form, 'traits.email=a&traits.email=b', 400, 'malformed_form'],
  ['a value that is a group too', form, 'traits=a&traits.email=b', 400, 'malformed_form'],
  ['a group that is a value too', form, 'traits.email=b&traits=a', 400, 'malformed_form'],
  ['__proto__', form, '__proto__.polluted=1', 400, 'malformed_form'],
  ['__proto__ further in', form, 'traits.__proto__.polluted=1', 400, 'malformed_form'],
  ['constructor.prototype', form, 'constructor.prototype.polluted=1', 400, 'malformed_form'],
  ['an empty name', form, 'traits..email=a', 400, 'malformed_form'],
  ['21 levels', form, `${'a.'.repeat(21)}b=1`, 400, 'malformed_form'],
  ['NUL', form, 'traits.email=%00', 400, 'malformed_form'],
  ['a percent sign alone', form, 'traits.email=%', 400, 'malformed_form'],
  ['invalid UTF-8 in percent', form, 'traits.email=%ff', 400, 'malformed_form'],
  ['invalid UTF-8', form, Buffer.from('613dff', 'hex'), 400, 'malformed_form'],
  ['an array', json, '[]', 400, 'malformed_request'],
  ['a string', json, '"a"', 400, 'malformed_request'],
];

describe('a request body', () => {
  const send = (path: string, headers: Record<string, string>, body: string | Buffer) =>
    alice.api(path, { method: 'POST', body, headers });
  const path = '/self-service/settings?flow=';
  const flowId = alice.api('/self-service/settings/api').then(({ body }) => body.id as string);

  for (const [what, headers, body, status, code] of [...malformed, ...onlyApi]) {
    it(`of ${what} is refused by the API`, async () => problem(await send('/api/jars', headers, body), status, code));
  }
  for (const [what, headers, body, status, code] of [...malformed, ...onlyForms]) {
    it(`of ${what} is refused by a flow`, async () =>
      envelope(await send(path + (await flowId), headers, body), status, code));
  }
  it('of a form is refused as a page where a browser sent it', async () => {
    const answer = await bob.send('/self-service/settings?flow=x', {
      html: true,
      method: 'POST',
      body: 'a=%ff',
      headers: form,
    });
    assert.equal(answer.status, 400);
    assert.match(answer.headers.get('content-type')!, /^text\/html/);
    assert.ok(!('polluted' in {}));
  });
  it('belongs to those that take one', async () => {
    const path = `/api/me/passkeys/${crypto.randomUUID()}/suspend`;
    problem(await alice.api(path, { body: { user_verified: true } }), 400, 'unexpected_body');
    problem(await alice.api(path, { body: {} }), 404, 'not_found');
  });
  it('of refused kinds is counted in the audit chain', async () => {
    server.clock.advance({ minutes: 1 });
    await server.app.audit.flush();
    const { events } = await server.app.audit.list({ type: 'request.refused', limit: 100 });
    const counted = new Set(events.map(({ reason }) => reason));
    for (const code of [
      'malformed_json',
      'duplicate_member',
      'too_large',
      'malformed_form',
      'unsupported_media_type',
    ]) {
      assert.ok(counted.has(code), `${code} in ${[...counted]}`);
    }
  });
});
