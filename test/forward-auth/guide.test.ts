import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { loadConfigWithWarnings } from '../../src/config/config.ts';
import { identityHeaders } from '../../src/forward-auth/forward-auth.ts';
import { example } from '../support/proxied.ts';
import { temporaryFolder } from '../support/temporary.ts';

const sent = Object.keys(identityHeaders({ id: '', addresses: [], traits: {} }, { level: 'aal0', roles: [] }));
/** What every proxy has to put in place of the visitor's. */
const replaced = [...sent, 'cookie'].sort();

describe('the guide to forward-auth', () => {
  it('shows a configuration that starts', async (t) => {
    const file = join(await temporaryFolder(t), 'sting.yml');
    const own = 'serve: { public: { base_url: https://id.example.org }, trusted_proxies: [127.0.0.1] }\n';
    await writeFile(file, own + example('yaml'));
    const { config, warnings } = loadConfigWithWarnings({ file, environment: {} });
    assert.equal(config['forward_auth.rules'].length, 3);
    assert.deepEqual(warnings, []);
  });

  it('has nginx replace all that STING answers', () => {
    const set = [...example('nginx').matchAll(/proxy_set_header (Sting-\w+|Cookie) +\$sting_(\w+);/g)];
    assert.deepEqual(set.map(([, name]) => name!.toLowerCase()).sort(), replaced);
    for (const [, name, variable] of set) assert.equal(name!.toLowerCase().replace('sting-', ''), variable);
  });

  it('has Caddy replace all that STING answers', () => {
    const [, names = ''] = /copy_headers (.+)/.exec(example('caddyfile')) ?? [];
    assert.deepEqual(names.toLowerCase().split(' ').sort(), replaced);
  });

  it('has Traefik replace all that STING answers, and trust nothing', () => {
    const { sting } = parse(example('yaml', 1)).http.middlewares;
    const names: string[] = sting.forwardAuth.authResponseHeaders;
    assert.deepEqual(names.map((name) => name.toLowerCase()).sort(), replaced);
    assert.equal(sting.forwardAuth.trustForwardHeader, undefined);
    assert.ok(sting.forwardAuth.address.endsWith('/auth/verify'));
  });

  it('has Envoy replace all that STING answers, tell it what it looks at and fail closed', () => {
    const [listener] = parse(example('yaml', 2)).static_resources.listeners;
    const { http_filters } = listener.filter_chains[0].filters[0].typed_config;
    const { allowed_headers, http_service, failure_mode_allow } = http_filters[0].typed_config;
    const names = http_service.authorization_response.allowed_upstream_headers.patterns;
    assert.deepEqual(names.map(({ exact }: { exact: string }) => exact).sort(), replaced);
    assert.equal(http_service.path_prefix, '/auth/verify');
    assert.equal(failure_mode_allow, false);
    const told = allowed_headers.patterns.map(
      ({ exact, prefix }: { exact?: string; prefix?: string }) => exact ?? `${prefix}*`,
    );
    assert.deepEqual(told.sort(), ['accept', 'cookie', 'origin', 'sec-fetch-mode', 'sec-websocket-key', 'sting*']);
  });
});
