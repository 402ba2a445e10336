import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Config, type ConfigKey, loadConfig } from './config.ts';
import { crossCheck } from './cross-check.ts';

type Settings = Partial<Record<ConfigKey, Config[ConfigKey]>>;

const development = loadConfig({ environment: {} });
const check = (settings: Settings) => crossCheck({ ...development, ...settings } as Config);

const https = { mode: 'production', 'serve.public.base_url': 'https://login.example.com' } as const;
const tls = { 'serve.public.tls.cert.path': '/cert.pem', 'serve.public.tls.key.path': '/key.pem' };
const everywhere = { 'serve.public.host': '0.0.0.0' };
const proxied = { 'serve.trusted_proxies': ['10.0.0.1'] };

const fine: Record<string, Settings> = {
  'development on this machine': {},
  'development on ::1': { 'serve.public.host': '::1' },
  'production on this machine, behind a proxy on it': { ...https, 'serve.trusted_proxies': ['127.0.0.1'] },
  'production on this machine with TLS': { ...https, ...tls },
  'production on localhost over http, for this machine only': { mode: 'production' },
  'everywhere with TLS': { ...https, ...everywhere, ...tls },
  'everywhere behind a trusted proxy': { ...https, ...everywhere, ...proxied },
  'a cookie for the host': { ...https, ...tls, 'session.cookie.domain': 'login.example.com' },
  'a cookie for the parent': { ...https, ...tls, 'session.cookie.domain': 'example.com' },
  'a cookie for the parent, in the old spelling': { ...https, ...tls, 'session.cookie.domain': '.example.com' },
  'a cookie for localhost': { 'session.cookie.domain': 'localhost' },
};
for (const [name, settings] of Object.entries(fine)) test(name, () => assert.deepEqual(check(settings), []));

const refused: Record<string, [settings: Settings, ...keys: string[]]> = {
  'https on this machine without TLS or proxy': [https, 'serve.trusted_proxies'],
  'everywhere without TLS or proxy': [{ ...https, ...everywhere }, 'serve.public.host'],
  'every IPv6 address without TLS or proxy': [{ ...https, 'serve.public.host': '::' }, 'serve.public.host'],
  'a name that starts like loopback': [{ ...https, 'serve.public.host': '127.example.com' }, 'serve.public.host'],
  'an http base URL': [{ mode: 'production', 'serve.public.base_url': 'http://a.example' }, 'serve.public.base_url'],
  'an http base URL by address': [{ 'serve.public.base_url': 'http://127.0.0.1:4433' }, 'serve.public.base_url'],
  'http://localhost in production for others': [
    { mode: 'production', ...everywhere, ...proxied },
    'serve.public.base_url',
  ],
  'http with a certificate': [tls, 'serve.public.base_url'],
  'development everywhere': [{ ...everywhere, ...proxied }, 'serve.public.host'],
  'a certificate without key': [{ ...https, 'serve.public.tls.cert.path': '/c' }, 'serve.public.tls'],
  'a key without certificate': [{ ...https, 'serve.public.tls.key.path': '/k' }, 'serve.public.tls'],
  'a cookie for another domain': [
    { ...https, ...tls, 'session.cookie.domain': 'example.org' },
    'session.cookie.domain',
  ],
  'a cookie for a child': [
    { ...https, ...tls, 'session.cookie.domain': 'a.login.example.com' },
    'session.cookie.domain',
  ],
  'a cookie for a domain with the same end': [
    { ...https, ...tls, 'session.cookie.domain': 'ple.com' },
    'session.cookie.domain',
  ],
  'a cookie for all of com': [{ ...https, ...tls, 'session.cookie.domain': 'com' }, 'session.cookie.domain'],
  'the admin listener everywhere': [{ 'serve.admin.host': '0.0.0.0' }, 'serve.admin.host'],
  'the admin listener on a name': [{ 'serve.admin.host': 'admin.example.com' }, 'serve.admin.host'],
  'one port for both': [{ 'serve.admin.port': 4433 }, 'serve.admin.port'],
  'all at once': [
    { ...everywhere, 'serve.admin.host': '::', 'serve.admin.port': 4433 },
    'serve.admin.host',
    'serve.admin.port',
    'serve.public.host',
    'serve.public.host',
  ],
};
for (const [name, [settings, ...keys]] of Object.entries(refused)) {
  test(`${name} is refused`, () => {
    const problems = check(settings);
    assert.deepEqual(
      problems.map((problem) => problem.split(':')[0]),
      keys,
    );
    for (const problem of problems) assert.match(problem, /^[\w.]+: [a-z].*\.$/);
  });
}
