import type { Config } from './schema.ts';

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** What no single key can tell: combinations that would not be safe. Answers one sentence for each. */
export function crossCheck(config: Config): string[] {
  const problems: string[] = [];
  const base = new URL(config['serve.public.base_url']);
  const publicLoopback = loopback.has(config['serve.public.host']);
  const tls = config['serve.public.tls.cert.path'] !== undefined && config['serve.public.tls.key.path'] !== undefined;
  const proxied = config['serve.trusted_proxies'].length > 0;

  if ((config['serve.public.tls.cert.path'] === undefined) !== (config['serve.public.tls.key.path'] === undefined)) {
    problems.push('serve.public.tls: needs both cert.path and key.path.');
  }
  if (!loopback.has(config['serve.admin.host'])) {
    problems.push('serve.admin.host: the admin listener binds loopback only.');
  }
  if (config.mode === 'development' && !publicLoopback) {
    problems.push('serve.public.host: development mode binds loopback only; set mode: production.');
  }
  if (!publicLoopback && !tls && !proxied) {
    problems.push(
      'serve.public.host: needs serve.public.tls or serve.trusted_proxies; passkeys and cookies want https.',
    );
  }
  if (base.protocol === 'http:' && !(base.hostname === 'localhost' || loopback.has(base.hostname))) {
    problems.push('serve.public.base_url: must be https; http is for localhost only.');
  }
  if (config.mode === 'production' && base.protocol === 'http:' && !publicLoopback) {
    problems.push('serve.public.base_url: must be https in production.');
  }
  if (config['session.cookie.domain'] !== undefined) {
    const domain = config['session.cookie.domain'].replace(/^\./, '');
    if (base.hostname !== domain && !base.hostname.endsWith(`.${domain}`)) {
      problems.push('session.cookie.domain: must be the host of serve.public.base_url or a parent of it.');
    }
  }
  return problems;
}
