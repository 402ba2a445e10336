import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Config, ConfigError, loadConfig, loadConfigWithWarnings } from '../../src/config/config.ts';
import { forwardAuthSettings } from '../../src/settings.ts';

const base = {
  'serve.public.base_url': 'https://id.example.org',
  'serve.trusted_proxies': ['127.0.0.1'],
  'forward_auth.domain': 'example.org',
};
const load = (flags: object) => loadConfig({ environment: {}, flags: { ...base, ...flags } });
const withRules = (...rules: unknown[]) => ({ 'forward_auth.rules': rules });
const wiki = { hosts: ['wiki.example.org'] };

describe('the rules of forward-auth in the configuration', () => {
  it('are read with all that they ask for', () => {
    const rule = {
      hosts: ['wiki.example.org', '*.apps.example.org', 'lab.example.org:8443'],
      paths: ['/admin/', '/'],
      level: 'aal2',
      phishing_resistant: true,
      user_verified: true,
      max_age: '5m',
      roles: ['auditor'],
      teams: ['9d1c'],
    };
    const [read] = load(withRules(rule))['forward_auth.rules'];
    assert.deepEqual(read, { ...rule, paths: ['/admin', '/'], max_age: 300, deny: null });
  });

  it('are JSON in the environment', () => {
    const environment = { FORWARD_AUTH_RULES: JSON.stringify([wiki]) };
    assert.equal(loadConfig({ environment, flags: base })['forward_auth.rules'].length, 1);
  });

  const mistakes: [what: string, flags: object, problem: RegExp][] = [
    ['no host', withRules({ paths: ['/x'] }), /rules\[0\]\.hosts.*is missing; a rule is about the hosts/],
    ['an empty list', withRules({ hosts: [] }), /rules\[0\]\.hosts.*is empty; name at least one/],
    [
      'a URL for a host',
      withRules({ hosts: ['https://wiki.example.org'] }),
      /rules\[0\]\.hosts.*must be a host such as/,
    ],
    ['capitals', withRules({ hosts: ['Wiki.example.org'] }), /in lower case/],
    ['a star within', withRules({ hosts: ['wiki.*.org'] }), /must be a host such as/],
    ['a dot at the end', withRules({ hosts: ['wiki.example.org.'] }), /must be a host such as/],
    ['the usual port', withRules({ hosts: ['wiki.example.org:443'] }), /if that is not 443/],
    [
      'a host elsewhere',
      withRules({ hosts: ['wiki.example.net'] }),
      /“wiki\.example\.net” is not below forward_auth\.domain/,
    ],
    ['a look-alike', withRules({ hosts: ['badexample.org'] }), /is not below forward_auth\.domain/],
    ['STING itself', withRules({ hosts: ['id.example.org'] }), /is STING itself/],
    ['STING among others', withRules({ hosts: ['*.example.org'] }), /is STING itself/],
    ['a path without slash', withRules({ ...wiki, paths: ['admin'] }), /must be a path such as \/admin/],
    ['a glob', withRules({ ...wiki, paths: ['/admin/*'] }), /stands for itself and all below it/],
    ['an encoded path', withRules({ ...wiki, paths: ['/%61dmin'] }), /must be a path/],
    ['dots', withRules({ ...wiki, paths: ['/a/../b'] }), /must be a path/],
    [
      'a level that does not exist',
      withRules({ ...wiki, level: 'aal4' }),
      /rules\[0\]\.level.*one of aal1, aal2, aal3/,
    ],
    ['a member that does not exist', withRules({ ...wiki, role: ['x'] }), /rules\[0\]\.role.*is not known here/],
    ['a time without unit', withRules({ ...wiki, max_age: 5 }), /rules\[0\]\.max_age.*must be a duration/],
    ['no roles', withRules({ ...wiki, roles: [] }), /rules\[0\]\.roles.*is empty/],
    [
      'deny and more',
      withRules({ ...wiki, deny: true, level: 'aal2' }),
      /rules\[0\]\.level.*where deny: true lets nobody in/,
    ],
    [
      'a rule behind a wider one',
      withRules(wiki, { ...wiki, paths: ['/admin'], level: 'aal2' }),
      /rules\[1\]: is never reached: forward_auth\.rules\[0\]/,
    ],
    [
      'a rule behind a star',
      withRules({ hosts: ['*.example.org'], level: 'aal1' }, wiki),
      /rules\[1\]: is never reached/,
    ],
    [
      'a path below one',
      withRules({ ...wiki, paths: ['/a'] }, { ...wiki, paths: ['/a/b'] }),
      /rules\[1\]: is never reached/,
    ],
    ['no domain', { ...withRules(wiki), 'forward_auth.domain': undefined }, /forward_auth\.domain: is missing/],
    ['a public suffix', { 'forward_auth.domain': 'co.uk' }, /forward_auth\.domain.*a domain of your own/],
    [
      'a domain of others',
      { 'forward_auth.domain': 'example.net' },
      /must be the host of serve\.public\.base_url or a parent/,
    ],
    ['http', { 'serve.public.base_url': 'http://localhost:4433', 'serve.trusted_proxies': [] }, /needs https/],
    [
      'an unknown proxy',
      { 'forward_auth.proxy': 'apache' },
      /forward_auth\.proxy.*one of nginx, traefik, caddy, envoy/,
    ],
  ];
  for (const [what, flags, problem] of mistakes) {
    it(`refuse ${what}`, () => {
      assert.throws(
        () => load(flags),
        (error: Error) => error instanceof ConfigError && error.problems.some((line) => problem.test(line)),
      );
    });
  }

  it('may stand behind a narrower rule, and on another port', () => {
    const rules = [
      { ...wiki, paths: ['/a'] },
      wiki,
      { hosts: ['wiki.example.org:8443'] },
      { hosts: ['*.example.org'] },
    ];
    assert.throws(() => load(withRules(...rules)), /STING itself/);
    assert.equal(load(withRules(...rules.slice(0, 3)))['forward_auth.rules'].length, 3);
  });

  it('hold from when the file was changed', () => {
    const config = { ...load(withRules(wiki)) } as Record<string, unknown>;
    const { rules } = forwardAuthSettings(config as unknown as Config);
    assert.deepEqual(rules()[0], {
      ...wiki,
      paths: null,
      deny: false,
      requirement: { level: 'aal1' },
      roles: null,
      teams: null,
    });
    assert.equal(rules(), rules());
    config['forward_auth.rules'] = load(withRules({ ...wiki, deny: true }))['forward_auth.rules'];
    assert.equal(rules()[0]!.deny, true);
  });

  it('warn where the session cookie itself would go to the applications', () => {
    const flags = { ...base, 'session.cookie.domain': 'example.org' };
    const { warnings } = loadConfigWithWarnings({ environment: {}, flags });
    assert.match(warnings.join('\n'), /session\.cookie\.domain: sends the session cookie itself/);
  });
});
