import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { de } from './de.ts';
import { en } from './en.ts';
import { readPieces } from './pieces.ts';
import { createRenderer } from './render.ts';
import { isLink, namesOf, requiredNames, templateNames } from './template.ts';
import type { Facts } from './values.ts';

const renderer = createRenderer(undefined);
const link = 'https://id.example.com/notice?token=abc&x=<1>';
const data = {
  login_code: '482913',
  registration_code: '482913',
  recovery_code: '482913',
  verification_code: '482913',
  recovery_url: link,
  verification_url: link,
  link,
  expires_in_minutes: 10,
  hold_hours: 24,
  what: 'passkey_added',
  when: Date.UTC(2026, 0, 15, 12),
  due: Date.UTC(2026, 0, 16, 12),
  inviter: 'Alice Example',
  key: 'nightly',
  who: 'Carol Example',
};
const facts = (change: Partial<Facts>): Facts => ({
  template: 'login_code_valid',
  language: 'en',
  recipient: 'alice@example.com',
  data,
  product: 'STING',
  domain: 'id.example.com',
  ...change,
});

describe('every template', () => {
  for (const language of [en, de]) {
    for (const template of templateNames) {
      it(`${template} says in ${language.tag} what it knows, and nothing that it does not`, () => {
        for (const words of Object.values(language.templates[template])) {
          for (const piece of readPieces(words)) {
            if (typeof piece !== 'string') assert.ok(namesOf(template).has(piece.name), piece.name);
          }
        }
        const { content } = renderer.email(facts({ template, language: language.tag }));
        const sms = renderer.sms(facts({ template, language: language.tag })).content.text;
        for (const text of [content.subject, content.text, content.html, sms]) {
          assert.notEqual(text, '');
          assert.doesNotMatch(text, /undefined|\{\w+\}|\n{3}/);
        }
        assert.equal(content.language, language.tag);
        for (const name of requiredNames(template)) {
          const value = isLink(name) ? new URL(link).href : name.endsWith('_code') ? '482913' : undefined;
          if (value) assert.equal(content.text.split(value).length, 2, `${name} once`);
        }
        const codes = requiredNames(template).some((name) => name.endsWith('_code')) ? ['482913'] : null;
        assert.deepEqual(content.text.match(/\d{6,}/g), codes);
        assert.deepEqual(content.html.match(/\d{6,}/g), codes);
        if (codes) assert.doesNotMatch(content.text, /https?:/);
        assert.ok(sms.length <= 320, `an SMS of ${sms.length} characters`);
      });
    }
  }

  it('is refused without a value that it needs', () => {
    const { login_code: _, ...rest } = data;
    assert.throws(() => renderer.email(facts({ data: rest })), /login_code_valid needs login_code/);
    assert.throws(() => renderer.email(facts({ data: { ...data, login_code: '' } })), TypeError);
  });
});

describe('a message', () => {
  const languages: [wanted: string, found: string][] = [
    ['de', 'de'],
    ['de-AT', 'de'],
    ['DE-x-private', 'de'],
    ['fr', 'en'],
    ['', 'en'],
    ['constructor', 'en'],
    ['../../etc', 'en'],
  ];
  for (const [wanted, found] of languages) {
    it(`for ${JSON.stringify(wanted)} is in ${found}`, () => {
      assert.equal(renderer.email(facts({ language: wanted })).content.language, found);
    });
  }

  it('tells the time and the change in its language', () => {
    const english = renderer.email(facts({ template: 'factor_changed' })).content;
    assert.equal(english.subject, 'STING: A passkey was added to your account');
    assert.match(english.text, /Time: January 15, 2026 at 12:00 UTC/);
    const german = renderer.email(facts({ template: 'factor_changed', language: 'de' })).content;
    assert.equal(german.subject, 'STING: Ihrem Konto wurde ein Passkey hinzugefügt');
    assert.match(german.text, /Zeit: 15\. Januar 2026 um 12:00 UTC/);
    assert.throws(
      () => renderer.email(facts({ template: 'factor_changed', data: { ...data, what: 'toString' } })),
      TypeError,
    );
  });

  it('shows where a link leads, and takes only web addresses', () => {
    const { html } = renderer.email(facts({ template: 'factor_changed' })).content;
    const href = 'https://id.example.com/notice?token=abc&amp;x=%3C1%3E';
    assert.equal(html.split(`href="${href}"`).length, 3);
    assert.ok(html.includes(`>${href}</a>`));
    assert.match(html, />This wasn’t me<\/a>/);
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', '/relative', 'https://', 'mailto:a@b'])
      assert.throws(
        () => renderer.email(facts({ template: 'factor_changed', data: { ...data, link: bad } })),
        TypeError,
      );
  });

  it('says who asked when that is known', () => {
    const text = (more: object) => renderer.email(facts({ data: { ...data, ...more } })).content.text;
    assert.match(
      text({ device: 'Firefox on Linux', ip: '2001:db8::1' }),
      /\n\nDevice: Firefox on Linux\nIP address: 2001:db8::1\n\n/,
    );
    assert.doesNotMatch(text({ ip: '192.0.2.7' }), /Device/);
    assert.doesNotMatch(text({}), /Device|IP address/);
  });

  const devices: [claimed: string, shown: string][] = [
    ['Chrome 130.0 on Windows', 'Chrome 130.0 on Windows'],
    ['win a prize at evil.example.com/now', 'win a prize at evil. example. com now'],
    ['https://evil.example', 'https evil. example'],
    ['code 000000 expired', 'code … expired'],
    ['<a href="x">b</a>', 'a href x b a'],
    ['a\r\nSubject: b\u202e', 'a Subject b'],
    ['{login_code}', 'login code'],
    ['x'.repeat(500), 'x'.repeat(60)],
  ];
  for (const [claimed, shown] of devices) {
    it(`shows the device ${JSON.stringify(claimed.slice(0, 40))} as ${JSON.stringify(shown.slice(0, 40))}`, () => {
      const { content } = renderer.email(facts({ data: { ...data, device: claimed } }));
      assert.ok(content.text.includes(`\nDevice: ${shown}\n`), content.text);
    });
  }

  it('keeps markup, line ends and places for values out of what it is given', () => {
    const evil = `<img src=x onerror="alert('1')">\r\nBcc: mallory@example.com\n\n{recovery_code}`;
    const { content } = renderer.email(facts({ product: evil, data: { ...data, ip: evil } }));
    assert.ok(!content.html.includes('<img'));
    assert.ok(content.html.includes('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; Bcc: '));
    assert.doesNotMatch(content.subject, /[\r\n]/);
    assert.match(content.text, /^IP address: <img .*\{recovery_code\}$/m);
  });

  it('ignores what its template does not know, and what the courier knows itself', () => {
    const { content } = renderer.email(
      facts({ data: { ...data, password: 'canary', request_url_domain: 'evil.example', to: 'mallory@example.com' } }),
    );
    assert.doesNotMatch(JSON.stringify(content), /canary|evil|mallory/);
    assert.equal(content.data['expires_in_minutes'], 10);
  });
});
