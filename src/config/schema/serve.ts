import { isHost, isNetwork } from '../hosts.ts';
import { atStart, derived, inherited, optional, required } from '../key.ts';
import { advised, flag, integer, listOf, oneOf, only, text, url } from '../kinds.ts';
import { exactOrigin } from '../origin.ts';

const port = integer(1, 65535);
const host = text('an IP address or host name', isHost);
const method = oneOf('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE');
const headerName = text('a header name', (name) => /^[\w-]{1,100}$/.test(name));
const domain = text('a domain', (value) => isHost(value.replace(/^\./, '')));
const cookiePath = text('a path', (path) => /^\/[\w\-./~%]*$/.test(path));
const sameSite = oneOf('Strict', 'Lax', 'None');
const secureCookie = only(true, 'a cookie is Secure whenever serve.public.base_url is https');

/** Listeners and what they put into answers. */
export const serveKeys = atStart({
  'serve.public.host': required(host, '127.0.0.1', 'Address that the public listener binds.'),
  'serve.public.port': required(port, 4433, 'Port of the public listener.'),
  'serve.public.base_url': required(
    url(),
    derived('`http://localhost:` and serve.public.port', (above) => `http://localhost:${above['serve.public.port']}`),
    'Where people reach the public listener; every absolute URL starts with it.',
  ),
  'serve.public.tls.cert.path': optional(text('a file'), 'Certificate chain (PEM) of the public listener.'),
  'serve.public.tls.key.path': optional(text('a file'), 'Private key (PEM) of the certificate.'),
  'serve.public.request_log.disable_for_health': optional(flag(), 'Accepted for Kratos; health checks are not logged.'),
  'serve.public.cors.enabled': required(flag(), false, 'Whether pages of other origins may call the public listener.'),
  'serve.public.cors.allowed_origins': required(
    listOf(exactOrigin),
    [] as string[],
    'The origins whose pages may call it; none unless listed.',
  ),
  'serve.public.cors.allowed_methods': required(
    listOf(method),
    ['POST', 'GET', 'PUT', 'PATCH', 'DELETE'],
    'The methods that they may use.',
  ),
  'serve.public.cors.allowed_headers': required(
    listOf(headerName),
    ['Authorization', 'Content-Type', 'Max-Age', 'X-Session-Token', 'X-XSRF-TOKEN', 'X-CSRF-TOKEN'],
    'The request headers that they may send.',
  ),
  'serve.public.cors.exposed_headers': required(
    listOf(headerName),
    ['Content-Type'],
    'The response headers that they may read.',
  ),
  'serve.public.cors.allow_credentials': required(flag(), true, 'Whether their calls carry cookies.'),
  'serve.public.cors.max_age': required(
    advised(integer(0, 600), integer(0, 86400)),
    0,
    'How many seconds a browser remembers the answer to a preflight.',
  ),
  'serve.public.cors.options_passthrough': optional(
    only(false, 'STING answers preflights itself'),
    'Accepted for Kratos.',
  ),
  'serve.public.cors.debug': optional(only(false, 'STING has no log of CORS'), 'Accepted for Kratos.'),
  'serve.admin.host': required(host, '127.0.0.1', 'Address that the admin listener binds; loopback only.'),
  'serve.admin.port': required(port, 4434, 'Port of the admin listener.'),
  'serve.admin.base_url': required(
    url(),
    derived('`http://localhost:` and serve.admin.port', (above) => `http://localhost:${above['serve.admin.port']}`),
    'Where the admin listener is reached; redirects to it start with it.',
  ),
  'serve.admin.request_log.disable_for_health': optional(flag(), 'Accepted for Kratos; health checks are not logged.'),
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
  'serve.country_header': optional(
    headerName,
    'Header in which a trusted proxy says the country that a request comes from, in two letters, such as CF-IPCountry. The proxy has to replace what a client sends.',
  ),
  'serve.max_body_bytes': required(integer(1024, 1048576), 65536, 'Largest request body, uploads aside.'),
  'serve.requests_per_minute': required(integer(60, 1000000), 600, 'Requests a minute from one address (an IPv6 /64).'),
  'serve.flow_starts_per_minute': required(
    integer(10, 1000000),
    600,
    'Self-service flows that one address may start in a minute; each is stored until it expires.',
  ),
});

/** The cookies; once one of these keys is set, they are exactly as the keys say, without the prefix `__Host-`. */
export const cookieKeys = atStart({
  'cookies.domain': optional(domain, 'Domain of every cookie.'),
  'cookies.path': optional(cookiePath, 'Path of every cookie.'),
  'cookies.same_site': optional(sameSite, 'SameSite of every cookie; unset it is Lax.'),
  'cookies.secure': optional(secureCookie, 'Accepted for Kratos.'),
  'session.cookie.name': optional(
    text('a cookie name', (name) => /^[\w-]{1,64}$/.test(name)),
    'Name of the session cookie.',
  ),
  'session.cookie.domain': inherited(domain, 'cookies.domain', 'Domain of the session cookie.'),
  'session.cookie.path': inherited(cookiePath, 'cookies.path', 'Path of the session cookie.'),
  'session.cookie.same_site': inherited(sameSite, 'cookies.same_site', 'SameSite of the session cookie.'),
  'session.cookie.persistent': required(flag(), true, 'Whether the session cookie outlives the browser.'),
  'session.cookie.secure': optional(secureCookie, 'Accepted for Kratos.'),
});
