import { isLoopback } from './hosts.ts';
import type { Config } from './schema.ts';

/** What no single key can tell: combinations that would not be safe. Answers one sentence for each. */
export function crossCheck(config: Config): string[] {
  return rules.flatMap(([broken, sentence]) => (broken(config) ? [sentence] : []));
}

const base = (config: Config) => new URL(config['serve.public.base_url']);
const certificate = (config: Config) => config['serve.public.tls.cert.path'] !== undefined;
const key = (config: Config) => config['serve.public.tls.key.path'] !== undefined;
const reachable = (config: Config) => !isLoopback(config['serve.public.host']);
const nobodyEndsTls = (config: Config) =>
  !certificate(config) && !key(config) && config['serve.trusted_proxies'].length === 0;

/** Each rule: when it is broken, and what to do. */
const rules: [broken: (config: Config) => boolean, sentence: string][] = [
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
    (config) => base(config).protocol === 'https:' && !reachable(config) && nobodyEndsTls(config),
    'serve.trusted_proxies: name the proxy that ends TLS, such as 127.0.0.1, or set serve.public.tls; through a proxy that is not trusted everybody has one address, and its limits.',
  ],
  [
    (config) => base(config).protocol === 'http:' && base(config).hostname !== 'localhost',
    'serve.public.base_url: must be https; browsers offer passkeys on http://localhost only.',
  ],
  [
    (config) => base(config).protocol === 'http:' && config.mode === 'production' && reachable(config),
    'serve.public.base_url: must be https in production.',
  ],
  [
    (config) => base(config).protocol === 'http:' && certificate(config),
    'serve.public.base_url: must be https when serve.public.tls is set.',
  ],
  [
    ({ 'session.cookie.domain': domain, ...config }) =>
      domain !== undefined && !isParent(domain.replace(/^\./, ''), base(config as Config).hostname),
    'session.cookie.domain: must be the host of serve.public.base_url or a parent of it, with a dot.',
  ],
];

function isParent(domain: string, host: string): boolean {
  return host === domain || (domain.includes('.') && host.endsWith(`.${domain}`));
}
