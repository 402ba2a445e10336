import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { createRenderer } from './render.ts';
import type { Facts } from './values.ts';

const facts: Facts = {
  template: 'login_code_valid',
  language: 'en',
  recipient: 'alice@example.com',
  data: { login_code: '482913', expires_in_minutes: 10, device: 'A & B' },
  product: 'STING',
  domain: 'id.example.com',
};

async function folderOf(t: TestContext, files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

describe('the operator’s texts', () => {
  it('stand before ours, part by part and language by language', async (t) => {
    const renderer = createRenderer(
      await folderOf(t, {
        '.git/config': 'not a text',
        'en/login_code_valid.subject': 'Acme\ncode\n',
        'en/login_code_valid.text': 'Your code: {{login_code}}\n{device}\n{ip}\n',
        'fr/login_code_valid.html': '<style>p{color:red}</style><p>{login_code} {device} {ip}</p>',
        'fr/login_code_valid.sms': '{login_code}',
      }),
    );
    const english = renderer.email(facts).content;
    assert.deepEqual([english.subject, english.text], ['Acme code', 'Your code: 482913\nA B']);
    assert.match(english.html, /Your code: 482913<br>\nA B/, 'our layout of their text');

    const french = renderer.email({ ...facts, language: 'fr-CH' }).content;
    assert.equal(french.html, '<style>p{color:red}</style><p>482913 A B </p>');
    assert.equal(french.subject, 'Acme code');
    assert.deepEqual(renderer.sms({ ...facts, language: 'fr' }).content.language, 'fr');
    assert.equal(renderer.email({ ...facts, language: 'de' }).content.subject, 'Ihr Code zur Anmeldung bei STING');
  });

  it('may be those of a Kratos, for every language', async (t) => {
    const renderer = createRenderer(
      await folderOf(t, {
        'login_code/valid/email.subject.gotmpl': 'Hi {{ .To }}\n',
        'login_code/valid/email.body.plaintext.gotmpl': 'Code {{.LoginCode}} for {{ .ExpiresInMinutes }} min',
        'login_code/valid/email.body.gotmpl': '<b>{{ .LoginCode }}</b> {login_code} {{ .Device }}',
        'recovery_code/valid/sms.body.gotmpl': '{{ .VerificationCode }} {{ .RequestURLDomain }}',
        'recovery/valid/email.body.plaintext.gotmpl': '{{ .RecoveryURL }}',
      }),
    );
    const { content, record } = renderer.email({ ...facts, language: 'de' });
    assert.deepEqual([content.subject, content.text], ['Hi alice@example.com', 'Code 482913 for 10 min']);
    assert.equal(content.html, '<b>482913</b> {login_code} A B');
    assert.equal(record.text, 'Code [redacted] for 10 min');
    const recovery = {
      ...facts,
      template: 'recovery_code_valid',
      data: { recovery_code: '123123', expires_in_minutes: 5 },
    } as const;
    assert.equal(renderer.sms(recovery).content.text, '123123 id.example.com');
  });

  it('escape values in their HTML', async (t) => {
    const renderer = createRenderer(await folderOf(t, { 'en/login_code_valid.html': '<a title="{ip}">{ip}</a>' }));
    const { html } = renderer.email({ ...facts, data: { ...facts.data, ip: '"><script>' } }).content;
    assert.equal(html, '<a title="&quot;&gt;&lt;script&gt;">&quot;&gt;&lt;script&gt;</a>');
  });

  const refused: [file: string, text: string, problem: RegExp][] = [
    [
      'en/login_code_valid.text',
      'a\n{password}',
      /login_code_valid\.text: there is no \{password\} here, only login_code, /,
    ],
    ['en/login_code_valid.text', '{{ recovery_code }}', /there is no \{recovery_code\}/],
    ['en/logn_code_valid.text', '', /is no text that STING sends/],
    ['en/login_code_valid.txt', '', /is no text that STING sends/],
    ['en/constructor.text', '', /is no text that STING sends/],
    ['english-texts-of-ours/login_code_valid.text', '', /neither the tag of a language nor/],
    ['README.md', '', /stand in a folder of their language/],
    ['login_code/unknown/email.subject.gotmpl', '', /sends no message of this kind/],
    ['login_code/valid/email.body.de.gotmpl', '', /not one of the files that are read/],
    ['login_code/valid/constructor', '', /not one of the files that are read/],
    [
      'login_code/valid/email.body.gotmpl',
      'a\n\n{{ .Password }}',
      /email\.body\.gotmpl, line 3: there is no \.Password here, only \.LoginCode, /,
    ],
    [
      'login_code/valid/email.body.gotmpl',
      'a\n{{ if .To }}x{{ end }}',
      /line 2: “\{\{ if \.To \}\}” is more than a field/,
    ],
    ['login_code/valid/email.body.gotmpl', '{{- .To -}}', /line 1: /],
    ['login_code/valid/email.body.gotmpl', '{{ .Identity.traits.email }}', /line 1: /],
    ['login_code/valid/email.body.gotmpl', '{{ .To | upper }}', /line 1: /],
    ['login_code/valid/email.body.gotmpl', '{{ .To', /line 1: /],
    ['login_code/valid/email.body.gotmpl', '{{/* note */}}', /line 1: /],
    ['login_code/valid/email.body.gotmpl', '{{ .To\n}}', /line 1: /],
  ];
  for (const [file, text, problem] of refused) {
    it(`are refused at start: ${file} with ${JSON.stringify(text)}`, async (t) => {
      const folder = await folderOf(t, { [file]: text });
      assert.throws(
        () => createRenderer(folder),
        (error) => error instanceof OperatorError && problem.test(error.message),
      );
    });
  }

  it('must be there', () => {
    assert.throws(() => createRenderer('/nowhere'), OperatorError);
  });
});
