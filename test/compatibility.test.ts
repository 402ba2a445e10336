import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { CourierApi, FrontendApi, IdentityApi, MetadataApi } from '@ory/kratos-client';
import { deviations } from '../bin/docs/kratos/deviations.ts';
import { adminEndpoints, isServed, publicEndpoints } from '../bin/docs/kratos/endpoints.ts';
import { isOwn, otherDefaults } from '../bin/docs/kratos/keys.ts';
import { knownIds, kratosIds, sentIds } from '../bin/docs/kratos/messages.ts';
import { fillRegions } from '../bin/docs/kratos/regions.ts';
import { schema } from '../src/config/config.ts';
import type { Key } from '../src/config/key.ts';
import { unsupported, unsupportedGroup } from '../src/config/unsupported.ts';
import { createAdminServer, createPublicServer } from '../src/http/server.ts';
import { register } from './support/people.ts';
import { backupCodes } from './support/proving.ts';
import { startServer } from './support/server.ts';
import { isTest, readSources } from './support/sources.ts';

const at = (path: string) => new URL(`../${path}`, import.meta.url);
const page = readFileSync(at('docs/kratos-compatibility.md'), 'utf8');
const region = (name: string) => page.split(`<!-- begin ${name} -->`)[1]!.split(`<!-- end ${name} -->`)[0]!;
const code = readSources('src')
  .filter((file) => !isTest(file) && !file.path.startsWith('src/config/schema'))
  .map(({ path }) => readFileSync(at(path), 'utf8'))
  .join('\n');

const server = await startServer({ after });
const { app, pages } = server;
const routes = {
  public: (await createPublicServer(app, pages)).declaredRoutes,
  admin: (await createAdminServer(app, pages, 'not served', '')).declaredRoutes,
};
const endpoints = { public: publicEndpoints, admin: adminEndpoints };

describe('the endpoints of Kratos', () => {
  for (const listener of ['public', 'admin'] as const) {
    it(`are on the page with what the ${listener} listener declares`, () => {
      for (const endpoint of endpoints[listener]) {
        const [request, , note = ''] = endpoint;
        const here = isServed(endpoint, routes[listener]) ? 'yes' : '**no**';
        const line = region(`${listener}-endpoints`)
          .split('\n')
          .find((row) => row.startsWith(`| \`${request}\` `));
        assert.ok(line?.includes(`| ${here} |`), `${request}: ${line}`);
        if (here !== 'yes') assert.notEqual(note, '', `${request} is not there, and nothing says why`);
      }
    });
  }

  it('are all of them that STING has', () => {
    const listed = [...publicEndpoints, ...adminEndpoints];
    for (const { method, path, contract, operation } of [...routes.public, ...routes.admin]) {
      if (contract !== 'kratos' || operation.endsWith('.redirect') || path === '/metrics/prometheus') continue;
      const route = { method, path } as (typeof routes.public)[number];
      assert.ok(
        listed.some((endpoint) => isServed(endpoint, [route])),
        `${method} ${path} is not on the page`,
      );
    }
  });

  it('are named by every operation of the official SDK', () => {
    const named = new Set([...publicEndpoints, ...adminEndpoints].map(([, sdk]) => sdk));
    const operations = [FrontendApi, IdentityApi, CourierApi, MetadataApi].flatMap(({ prototype }) =>
      Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor'),
    );
    assert.ok(operations.length > 50);
    assert.deepEqual(
      operations.filter((operation) => !named.has(operation)),
      [],
    );
    named.delete(null);
    assert.deepEqual(
      [...named].filter((operation) => !operations.includes(operation!)),
      [],
    );
  });
});

/** The keys of Kratos that its contract lists (section 16), `{a,b}` standing for each. */
const contractKeys = `
  dsn version secrets.{default,cookie,cipher} ciphers.algorithm revision
  serve.public.{base_url,host,port,cors.enabled} serve.admin.{base_url,host,port}
  cookies.{domain,path,same_site,secure}
  session.{lifespan,earliest_possible_extend,cookie.name,cookie.domain,cookie.path,cookie.same_site,cookie.secure,cookie.persistent}
  session.whoami.{required_aal,tokenizer.templates}
  identity.{default_schema_id,schemas}
  selfservice.{default_browser_return_url,allowed_return_urls,flows.error.ui_url}
  selfservice.flows.login.{ui_url,lifespan,style,before.hooks,after.hooks,after.default_browser_return_url,after.password.hooks}
  selfservice.flows.registration.{enabled,login_hints,ui_url,lifespan,style,enable_legacy_one_step,before.hooks,after.hooks}
  selfservice.flows.settings.{ui_url,lifespan,privileged_session_max_age,required_aal,before.hooks,after.hooks}
  selfservice.flows.recovery.{enabled,ui_url,lifespan,use,notify_unknown_recipients,before.hooks,after.hooks}
  selfservice.flows.verification.{enabled,ui_url,lifespan,use,notify_unknown_recipients,before.hooks,after.hooks}
  selfservice.flows.logout.{after.default_browser_return_url,clear_browser_data}
  selfservice.methods.password.{enabled,config.haveibeenpwned_enabled,config.haveibeenpwned_host,config.max_breaches}
  selfservice.methods.password.config.{min_password_length,identifier_similarity_check_enabled,ignore_network_errors,migrate_hook}
  selfservice.methods.code.{enabled,passwordless_enabled,mfa_enabled,config.lifespan,config.max_submissions}
  selfservice.methods.code.config.missing_credential_fallback_enabled
  selfservice.methods.link.{enabled,config.base_url,config.lifespan} selfservice.methods.profile.enabled
  selfservice.methods.totp.{enabled,config.issuer} selfservice.methods.lookup_secret.enabled
  selfservice.methods.webauthn.{enabled,config.passwordless,config.rp.id,config.rp.display_name,config.rp.origin,config.rp.origins}
  selfservice.methods.passkey.{enabled,config.rp.id,config.rp.display_name,config.rp.origins,config.attestation.preference}
  selfservice.methods.passkey.config.authenticator_selection.{attachment,resident_key,user_verification}
  selfservice.methods.passkey.config.timeouts.{registration,login}
  selfservice.methods.oidc.{enabled,config.base_redirect_uri,config.providers}
  security.account_enumeration.mitigate hashers.algorithm hashers.bcrypt.cost hashers.argon2.memory
  courier.{delivery_strategy,smtp.connection_uri,http.request_config,channels,message_retries,template_override_path}
  oauth2_provider.{url,headers,override_return_to} clients.http.disallow_private_ip_ranges
  feature_flags.{cacheable_sessions,use_continue_with_transitions,choose_recovery_address,faster_session_extend}
  feature_flags.{legacy_continue_with_verification_ui,legacy_require_verified_login_error,legacy_oidc_registration_node_group}
  feature_flags.{password_profile_registration_node_group,refresh_login_choose_address}`
  .trim()
  .split(/\s+/)
  .flatMap((word) => {
    const [, before = word, list] = /^(.*)\{(.*)\}$/.exec(word) ?? [];
    return list ? list.split(',').map((each) => before + each) : [before];
  });

describe('the keys of Kratos', () => {
  const inTicks = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, key]) => key!);
  const rows = region('supported-keys').matchAll(/^\| (?:`([\w.]+)`|\(top\)) \| (.+) \|$/gm);
  const supported = [...rows].flatMap(([, group, keys]) =>
    inTicks(keys!).map((key) => (group ? `${group}.${key}` : key)),
  );
  const firstCells = (name: string) =>
    [...region(name).matchAll(/^\| (`.+?`) \| /gm)].flatMap(([, cell]) => inTicks(cell!));
  const accepted = firstCells('accepted-keys');
  const fixed = firstCells('fixed-keys');
  const refused = firstCells('refused-keys');

  it('that the schema has are on the page, once', () => {
    const listed = [...supported, ...accepted, ...fixed].sort();
    assert.deepEqual(
      listed,
      Object.keys(schema)
        .filter((key) => !isOwn(key))
        .sort(),
    );
    assert.deepEqual(refused, Object.keys(unsupported));
  });

  it('of the contract are supported, accepted or refused', () => {
    assert.ok(contractKeys.length > 110, `${contractKeys.length}`);
    for (const key of contractKeys) assert.ok(Object.hasOwn(schema, key) || unsupportedGroup(key), key);
  });

  it('that are supported are read by the product', () => {
    const texts = [...code.matchAll(/'((?:\w+\.)+\w+)'/g)].map(([, text]) => text!);
    // `${prefix}.rp.id`: what is put in may be anything, as long as something is left that tells the key from others.
    const patterns = [...code.matchAll(/`((?:[\w.]|\$\{[^{}`]*\})+)`/g)]
      .map(([, text]) => text!.replace(/\$\{[^{}]*\}/g, '#'))
      .filter((text) => text.includes('#') && /\.[a-z_]{2}/.test(text))
      .map((text) => new RegExp(`^${text.replaceAll('.', '\\.').replaceAll('#', '.+')}$`));
    const isRead = (key: string) =>
      texts.includes(key) || code.includes(`config.${key}`) || patterns.some((pattern) => pattern.test(key));
    // What only defaults of other keys follow from, in the schema itself.
    const within = ['session.lifespan', 'selfservice.flows.registration.enable_legacy_one_step', 'cookies.path'];
    within.push('selfservice.methods.webauthn.config.rp.origin');
    const unread = supported.filter((key) => !isRead(key) && !within.includes(key));
    assert.deepEqual(
      unread,
      [],
      'bin/docs/kratos/keys.ts has to name each in `own`, or its sentence to begin with “Accepted for Kratos”',
    );
  });

  it('with another default really have another one', () => {
    for (const [key, kratos] of Object.entries(otherDefaults)) {
      const line = region('defaults')
        .split('\n')
        .find((row) => row.startsWith(`| \`${key}\` `));
      assert.ok(Object.hasOwn(schema, key) && line, key);
      assert.ok(!line.endsWith(`| ${kratos} |`), line);
    }
  });
});

describe('the message ids', () => {
  const listed = [...region('messages').matchAll(/^\| (\d{7}) \|/gm)].map(([, id]) => Number(id));

  it('are those that the product sends, and Kratos’s', () => {
    assert.ok(listed.length > 100);
    assert.deepEqual(listed, sentIds());
    for (const id of listed) assert.ok(knownIds.includes(id) && kratosIds.includes(id), `${id}`);
  });

  it('and the others are all that there are', () => {
    assert.equal(kratosIds.length, 164);
    const others = region('other-messages').match(/\d{7}/g)!.map(Number);
    assert.deepEqual(
      [...listed, ...others].sort((a, b) => a - b),
      kratosIds,
    );
  });
});

describe('each difference', () => {
  for (const { what, why, switches, tests } of deviations) {
    it(`names its switch and its test: ${what.slice(0, 60)}`, () => {
      assert.ok(what.endsWith('.') && why.endsWith('.'));
      assert.notEqual(tests.length, 0);
      for (const test of tests) assert.ok(existsSync(at(test)), test);
      for (const [key, to] of switches) assert.ok(Object.hasOwn(schema, key) && canBe(key, to), `${key}: ${to}`);
      const line = region('deviations')
        .split('\n')
        .find((row) => row.startsWith(`| ${what} |`));
      assert.ok(line?.includes(switches.length > 0 ? `\`${switches[0]![0]}\`` : '| no switch |'), `${line}`);
    });
  }

  /** `up to 24h` and `1 to 10` stand in the bound; a word in code is a value; other words are for people. */
  function canBe(key: string, to: string): boolean {
    const { kind } = schema[key as keyof typeof schema] as Key<unknown>;
    const [, most] = /^up to (\w+)$/.exec(to) ?? [];
    if (most) return kind.bound.includes(` ${most}`);
    if (/^\d+ to \d+$/.test(to)) return kind.bound.includes(to);
    return to.includes(' ') || 'value' in kind.read(to);
  }
});

describe('backup codes', () => {
  it('are not shown again', async () => {
    const alice = await register(server, 'alice');
    const codes = await backupCodes(alice);
    const { pathname, search } = new URL((await alice.api('/self-service/settings/api')).body.ui.action);
    const shown = await alice.api(pathname + search, { body: { method: 'lookup_secret', lookup_secret_reveal: true } });
    assert.deepEqual([shown.status, shown.body.ui.messages[0].id], [400, 4000001]);
    for (const text of codes) assert.ok(!JSON.stringify(shown.body).includes(text));
  });
});

describe('the prose', () => {
  const prose = page.replace(/<!-- begin ([\w-]+) -->[\s\S]*?<!-- end \1 -->/g, '');

  it('names only keys that there are', () => {
    const groups = new Set([...Object.keys(schema), ...Object.keys(unsupported)].map((key) => key.split('.')[0]));
    for (const [, key = ''] of page.matchAll(/`([a-z_]+\.[a-z_.]+[a-z])(?:: [\w ]+)?`/g)) {
      if (!groups.has(key.split('.')[0]!) || key.endsWith('.yml')) continue;
      const known = Object.keys(schema).some(
        (each) => each === key || each.startsWith(`${key}.`) || each.endsWith(`.${key}`),
      );
      assert.ok(known || unsupportedGroup(key), key);
    }
  });

  it('names only errors that there are, with their status', () => {
    const errors = readFileSync(at('docs/errors.md'), 'utf8');
    const named = [...page.matchAll(/\b([45]\d\d) `(\w+)`/g)];
    assert.ok(named.length > 5);
    for (const [, status, id] of named) assert.ok(errors.includes(`| \`${id}\` | ${status} |`), `${status} ${id}`);
  });

  it('links only to what is there', () => {
    for (const [, path] of page.matchAll(/\]\((?!http|#)([^)#]+)\)/g))
      assert.ok(existsSync(at(`docs/${path}`)), `${path}`);
    const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title!.toLowerCase().replaceAll(' ', '-'));
    for (const [, anchor] of prose.matchAll(/\]\(#([\w-]+)\)/g)) assert.ok(headings.includes(anchor!), `${anchor}`);
  });
});

describe('a region', () => {
  const text = 'A\n<!-- begin x -->\nold\n<!-- end x -->\nZ\n';

  it('is replaced, and the rest stays', () => {
    const filled = 'A\n<!-- begin x -->\n\nnew\n\n<!-- end x -->\nZ\n';
    assert.equal(fillRegions(text, { x: 'new' }), filled);
    assert.equal(fillRegions(filled, { x: 'new' }), filled);
  });

  it('is neither missing nor left over', () => {
    assert.throws(() => fillRegions(text, { x: '', y: '' }), /no region y/);
    assert.throws(() => fillRegions(text, {}), /“x” too many/);
  });
});
