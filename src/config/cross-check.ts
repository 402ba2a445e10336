import { checkForwardAuth } from './forward-auth-check.ts';
import { isLoopback } from './hosts.ts';
import { roles } from './profiles/profiles.ts';
import type { Config } from './schema.ts';

type Rule = [broken: (config: Config) => boolean, sentence: string];

/** What no single key can tell: combinations that would not be safe. Answers one sentence for each. */
export const crossCheck = (config: Config): string[] => [
  ...told(rules, config),
  ...told(keyRules, config),
  ...checkForwardAuth(config),
];

/** Combinations that are used and should not be. */
export const crossWarnings = (config: Config): string[] => told(advice, config);

const told = (table: Rule[], config: Config) =>
  table.flatMap(([broken, sentence]) => (broken(config) ? [sentence] : []));

const base = (config: Config) => new URL(config['serve.public.base_url']);
const certificate = (config: Config) => config['serve.public.tls.cert.path'] !== undefined;
const key = (config: Config) => config['serve.public.tls.key.path'] !== undefined;
const reachable = (config: Config) => !isLoopback(config['serve.public.host']);
const nobodyEndsTls = (config: Config) =>
  !certificate(config) && !key(config) && config['serve.trusted_proxies'].length === 0;
const http = (config: Config) => base(config).protocol === 'http:';

const isNotParent = (domain: string | undefined, config: Config) =>
  domain !== undefined && !isParent(domain.replace(/^\./, ''), base(config).hostname);

const twilio = (config: Config) =>
  (['account_sid', 'auth_token', 'from'] as const).filter((name) => config[`courier.sms.twilio.${name}`] !== undefined);

const noKeys = (config: Config) =>
  !config['selfservice.methods.passkey.enabled'] && !config['selfservice.methods.webauthn.enabled'];

const asksForKey = (minimum: string) => minimum === 'phishing_resistant' || minimum === 'device_bound';

const schemaIds = (config: Config) => (config['identity.schemas'] ?? [{ id: 'default' }]).map(({ id }) => id);

/** Each rule: when it is broken, and what to do. */
const rules: Rule[] = [
  [
    (config) => config['serve.country_header'] !== undefined && config['serve.trusted_proxies'].length === 0,
    'serve.country_header: is believed from serve.trusted_proxies alone; name the proxy that sets it.',
  ],
  [(config) => certificate(config) !== key(config), 'serve.public.tls: needs both cert.path and key.path.'],
  [
    (config) => !isLoopback(config['serve.admin.host']),
    'serve.admin.host: the admin listener binds loopback only; reach it from this machine.',
  ],
  [
    (config) => config['serve.admin.port'] === config['serve.public.port'],
    'serve.admin.port: is the port of the public listener too; each needs its own.',
  ],
  [
    (config) => config.mode === 'development' && reachable(config),
    'serve.public.host: development mode binds loopback only; set mode: production.',
  ],
  [
    (config) => reachable(config) && nobodyEndsTls(config),
    'serve.public.host: needs serve.public.tls or serve.trusted_proxies; passkeys and cookies want https.',
  ],
  [
    (config) => !http(config) && !reachable(config) && nobodyEndsTls(config),
    'serve.trusted_proxies: name the proxy that ends TLS, such as 127.0.0.1, or set serve.public.tls; through a proxy that is not trusted everybody has one address, and its limits.',
  ],
  [
    (config) => http(config) && base(config).hostname !== 'localhost',
    'serve.public.base_url: must be https; browsers offer passkeys on http://localhost only.',
  ],
  [
    (config) => http(config) && config.mode === 'production' && reachable(config),
    'serve.public.base_url: must be https in production.',
  ],
  [
    (config) => http(config) && certificate(config),
    'serve.public.base_url: must be https when serve.public.tls is set.',
  ],
  [
    (config) =>
      config.mode === 'production' &&
      config['serve.public.cors.allowed_origins'].some((origin) => origin.startsWith('http:')),
    'serve.public.cors.allowed_origins: must be https in production.',
  ],
  [
    (config) => isNotParent(config['cookies.domain'], config),
    'cookies.domain: must be the host of serve.public.base_url or a parent of it, with a dot.',
  ],
  [
    (config) =>
      config['session.cookie.domain'] !== config['cookies.domain'] &&
      isNotParent(config['session.cookie.domain'], config),
    'session.cookie.domain: must be the host of serve.public.base_url or a parent of it, with a dot.',
  ],
  [
    (config) => http(config) && [config['cookies.same_site'], config['session.cookie.same_site']].includes('None'),
    'session.cookie.same_site: may be None on https only; browsers drop such a cookie elsewhere.',
  ],
  [
    (config) => !schemaIds(config).includes(config['identity.default_schema_id']),
    'identity.default_schema_id: must be the id of a schema in identity.schemas.',
  ],
  [
    (config) =>
      config['selfservice.methods.code.mfa_enabled'] && config['selfservice.methods.code.passwordless_enabled'],
    'selfservice.methods.code.mfa_enabled: cannot stand with passwordless_enabled; a code is a first factor or a second one.',
  ],
  [
    (config) => config['courier.delivery_strategy'] === 'http' && !config['courier.http.request_config'],
    'courier.http.request_config: is missing; courier.delivery_strategy is http.',
  ],
  [(config) => ![0, 3].includes(twilio(config).length), 'courier.sms.twilio: needs account_sid, auth_token and from.'],
  [
    (config) => twilio(config).length > 0 && config['courier.channels'].length > 0,
    'courier.sms.twilio: cannot stand with a channel for SMS in courier.channels; choose one.',
  ],
  [
    (config) =>
      config.mode === 'production' &&
      config['selfservice.methods.code.sms.enabled'] &&
      twilio(config).length === 0 &&
      config['courier.channels'].length === 0,
    'selfservice.methods.code.sms.enabled: needs a gateway in courier.channels or courier.sms.twilio.',
  ],
];

/** What nobody could prove would be closed to everybody. */
const keyRules: Rule[] = [
  [
    (config) => noKeys(config) && roles.some((role) => asksForKey(config[`assurance.role_minimum.${role}`])),
    'assurance.role_minimum: asks for a key, and neither passkeys nor security keys are switched on.',
  ],
  ...([3, 4] as const).map(
    (tier): Rule => [
      (config) => noKeys(config) && config[`assurance.tier${tier}.phishing_resistant`],
      `assurance.tier${tier}.phishing_resistant: asks for a key, and neither passkeys nor security keys are switched on.`,
    ],
  ),
];

const advice: Rule[] = [
  [
    (config) => config['forward_auth.domain'] !== undefined && config['session.cookie.domain'] !== undefined,
    'session.cookie.domain: sends the session cookie itself to the applications of forward_auth.domain, which have a cookie of their own; remove it.',
  ],
  [
    (config) => /[?&](?:skip_ssl_verify|disable_starttls)=true/i.test(config['courier.smtp.connection_uri'] ?? ''),
    'courier.smtp.connection_uri: lets anybody on the way read messages and the codes in them; use a certificate that can be verified.',
  ],
  [
    (config) => !config['clients.http.disallow_private_ip_ranges'],
    'clients.http.disallow_private_ip_ranges: web hooks may reach this machine and its network; name single URLs in clients.http.private_ip_exception_urls.',
  ],
  [
    (config) => !config['security.account_enumeration.mitigate'],
    'security.account_enumeration.mitigate: strangers can find out who has an account.',
  ],
];

function isParent(domain: string, host: string): boolean {
  return host === domain || (domain.includes('.') && host.endsWith(`.${domain}`));
}
