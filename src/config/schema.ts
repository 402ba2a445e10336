import { isHost, isNetwork } from './hosts.ts';
import { duration, flag, integer, type Kind, listOf, oneOf, text, url } from './kinds.ts';

/** The values that a default may be made from: the keys above it in the table. */
type Above = Record<string, unknown>;

/** A default that follows from other keys. */
interface Derived<T> {
  from(above: Above): T;
  /** The same in words. */
  words: string;
}

interface Key<T> {
  kind: Kind<T>;
  /** Absent: the key stays undefined unless set. */
  default?: { value: T } | Derived<T>;
  sentence: string;
}

function required<T>(kind: Kind<T>, fallback: NoInfer<T> | Derived<T>, sentence: string) {
  const derived = typeof fallback === 'object' && fallback !== null && 'from' in fallback;
  return { kind, default: derived ? fallback : { value: fallback }, sentence } as Required<Key<T>>;
}

function optional<T>(kind: Kind<T>, sentence: string): Key<T> {
  return { kind, sentence };
}

function derived<T>(words: string, from: Derived<T>['from']): Derived<T> {
  return { from, words };
}

const port = integer(1, 65535);
const host = text('an IP address or host name', isHost);
const baseUrl = (above: Above) => String(above['serve.public.base_url']);
const page = (path: string) =>
  derived(`\`${path}\` below serve.public.base_url`, (above) => `${baseUrl(above)}${path}`);

/**
 * Every key an operator may set, with its type, default, bound and sentence. Names are Kratos's where Kratos has the
 * key. Durations are seconds in the program. docs/configuration.md is generated from this table.
 */
export const schema = {
  mode: required(
    oneOf('development', 'production'),
    'production',
    'Development binds loopback only and shows a banner; a start without a configuration file is in development.',
  ),
  data: required(text('a folder'), './data', 'Folder of the database, tokens and checkpoints.'),

  'serve.public.host': required(host, '127.0.0.1', 'Address that the public listener binds.'),
  'serve.public.port': required(port, 4433, 'Port of the public listener.'),
  'serve.public.base_url': required(
    url(),
    derived('`http://localhost:` and serve.public.port', (above) => `http://localhost:${above['serve.public.port']}`),
    'Where people reach the public listener; every absolute URL starts with it.',
  ),
  'serve.public.tls.cert.path': optional(text('a file'), 'Certificate chain (PEM) of the public listener.'),
  'serve.public.tls.key.path': optional(text('a file'), 'Private key (PEM) of the certificate.'),
  'serve.admin.host': required(host, '127.0.0.1', 'Address that the admin listener binds; loopback only.'),
  'serve.admin.port': required(port, 4434, 'Port of the admin listener.'),
  'serve.admin.auth': required(
    oneOf('token', 'none'),
    'token',
    'Whether the admin listener asks for its bearer token.',
  ),
  'serve.trusted_proxies': required(
    listOf(text('an IP address or CIDR range', isNetwork)),
    [] as string[],
    'Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; they end TLS.',
  ),
  'serve.max_body_bytes': required(integer(1024, 1048576), 65536, 'Largest request body, uploads aside.'),
  'serve.requests_per_minute': required(integer(60, 1000000), 600, 'Requests a minute from one address (an IPv6 /64).'),
  'serve.flow_starts_per_minute': required(
    integer(10, 1000000),
    600,
    'Self-service flows that one address may start in a minute; each is stored until it expires.',
  ),

  'session.aal1.lifespan': required(duration('1m', '30d'), 86400, 'Longest life of a session at aal1.'),
  'session.aal2.lifespan': required(duration('1m', '24h'), 43200, 'Longest life of a session at aal2.'),
  'session.aal2.idle': required(duration('1m', '1h'), 3600, 'An aal2 session ends after this long without use.'),
  'session.aal3.lifespan': required(duration('1m', '12h'), 43200, 'Longest life of a session at aal3.'),
  'session.aal3.idle': required(duration('1m', '15m'), 900, 'An aal3 session ends after this long without use.'),
  'session.cookie.name': optional(
    text('a cookie name', (name) => /^[\w-]{1,64}$/.test(name)),
    'Name of the session cookie.',
  ),
  'session.cookie.domain': optional(
    text('a domain', (domain) => isHost(domain.replace(/^\./, ''))),
    'Domain of the session cookie.',
  ),
  'session.whoami.required_aal': required(oneOf('aal1', 'highest_available'), 'aal1', 'What whoami asks of a session.'),

  'assurance.mode': required(oneOf('product', 'nist'), 'product', 'How factors add up to a level.'),
  'assurance.passkey': required(
    oneOf('aal1', 'aal2'),
    'aal2',
    'The level that a verified passkey shows in `authentication_methods`; aal1 is the grading of Kratos.',
  ),

  'selfservice.default_browser_return_url': required(url(), page('/console'), 'Where people land after a flow.'),
  'selfservice.allowed_return_urls': required(listOf(url()), [] as string[], 'Foreign URLs that return_to may name.'),
  'selfservice.flows.error.ui_url': required(url(), page('/error'), 'Page that shows an error.'),
  'selfservice.flows.login.ui_url': required(url(), page('/login'), 'Page that shows a login flow.'),
  'selfservice.flows.login.lifespan': required(duration('1m', '24h'), 3600, 'Life of a login flow.'),
  'selfservice.flows.registration.enabled': required(flag(), true, 'Whether anybody may register at all.'),
  'selfservice.flows.registration.ui_url': required(
    url(),
    page('/registration'),
    'Page that shows a registration flow.',
  ),
  'selfservice.flows.registration.lifespan': required(duration('1m', '24h'), 3600, 'Life of a registration flow.'),
  'selfservice.flows.registration.style': required(
    oneOf('profile_first', 'unified'),
    'profile_first',
    'Whether registration asks for the profile first or for everything at once.',
  ),
  'registration.mode': required(
    oneOf('open', 'invite_only', 'closed'),
    derived('`open` in development, `invite_only` in production', ({ mode }) =>
      mode === 'development' ? 'open' : 'invite_only',
    ),
    'Who may register: anybody, invited people, or nobody.',
  ),
  'selfservice.flows.settings.ui_url': required(url(), page('/settings'), 'Page that shows the account.'),
  'selfservice.flows.settings.lifespan': required(duration('1m', '24h'), 3600, 'Life of a settings flow.'),
  'selfservice.flows.settings.privileged_session_max_age': required(
    duration('10s', '15m'),
    300,
    'How fresh a proof must be to change sign-in methods.',
  ),
  'selfservice.flows.settings.required_aal': required(
    oneOf('aal1', 'highest_available'),
    'aal1',
    'What settings asks of a session.',
  ),
  'selfservice.flows.logout.after.default_browser_return_url': required(
    url(),
    page('/login'),
    'Where signing out leads.',
  ),

  'selfservice.methods.passkey.config.rp.id': required(
    text('a domain'),
    derived('the host of serve.public.base_url', (above) => new URL(baseUrl(above)).hostname),
    'Relying party id: a registrable domain.',
  ),
  'selfservice.methods.passkey.config.rp.display_name': required(text(), 'STING', 'Name that authenticators show.'),
  'selfservice.methods.passkey.config.rp.origins': required(
    listOf(text('an origin')),
    derived('the origin of serve.public.base_url', (above) => [new URL(baseUrl(above)).origin]),
    'Origins that may use passkeys, exactly.',
  ),
  'selfservice.methods.passkey.config.authenticator_selection.attachment': optional(
    oneOf('platform', 'cross-platform'),
    'Only authenticators built in, or only those one carries.',
  ),
  'selfservice.methods.passkey.config.authenticator_selection.resident_key': required(
    oneOf('required', 'preferred', 'discouraged'),
    'required',
    'Whether a passkey must be discoverable.',
  ),
  'selfservice.methods.passkey.config.authenticator_selection.user_verification': required(
    oneOf('required', 'preferred', 'discouraged'),
    'preferred',
    'Whether a passkey must verify its person; without it a passkey gives aal1.',
  ),

  'security.contact': optional(
    text('a mailto: or https: address', (value) => /^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(value)),
    'Where people report a security problem; it makes /.well-known/security.txt (RFC 9116) and the link on every page.',
  ),

  'documents.max_bytes': required(integer(1, 5368709120), 104857600, 'Largest document.'),
  'documents.max_bytes_per_person': required(
    integer(1, 1125899906842624),
    10737418240,
    'What the documents in all jars of one owner may have together.',
  ),
};

type ValueOf<K> = K extends { kind: Kind<infer T> } ? (K extends { default: unknown } ? T : T | undefined) : never;

export type Config = { readonly [K in keyof typeof schema]: ValueOf<(typeof schema)[K]> };
export type ConfigKey = keyof typeof schema;

/** What a key is when nobody sets it; undefined for keys that then stay unset. */
export function defaultOf(key: ConfigKey, above: Above): unknown {
  const { default: fallback } = schema[key] as Key<unknown>;
  if (fallback === undefined) return undefined;
  return 'from' in fallback ? fallback.from(above) : fallback.value;
}
