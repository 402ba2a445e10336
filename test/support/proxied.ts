import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createCertificate } from './certificate.ts';
import { forwardFlags } from './forward-auth.ts';
import { freePort, startServer, type TestServer } from './server.ts';
import { temporaryFolder } from './temporary.ts';

interface Scope {
  after(work: () => Promise<void>): void;
}

export type RealProxy = 'nginx' | 'caddy';

/** Where a proxy is installed; undefined where it is not. Debian has nginx in a folder that only root's PATH names. */
export function installed(proxy: RealProxy): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/bin'];
  return folders.map((folder) => join(folder, proxy)).find(existsSync);
}

const guide = () => readFileSync(fileURLToPath(new URL('../../docs/forward-auth.md', import.meta.url)), 'utf8');

/** The example of the guide in this language. */
export function example(language: string, index = 0): string {
  const found = [...guide().matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]+?)\`\`\``, 'g'))][index]?.[1];
  if (!found) throw new Error(`The guide has no example in ${language}.`);
  return found;
}

/** What an application was sent. */
export interface Echo {
  method: string;
  url: string;
  headers: Record<string, string>;
}

/** An application that answers what it was sent, and takes any WebSocket. */
async function startApplication(scope: Scope) {
  const reached: Echo[] = [];
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const echo = { method, url, headers } as Echo;
    reached.push(echo);
    response.end(JSON.stringify(echo));
  });
  server.on('upgrade', ({ method, url, headers }, socket) => {
    reached.push({ method, url, headers } as Echo);
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  scope.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, reached };
}

/** The product, an application and a proxy between them that runs the example of the guide; `away`: nobody answers it. */
export async function startProxied(
  scope: Scope,
  proxy: RealProxy,
  rules: object[],
  { away = false } = {},
): Promise<{ sting: TestServer; port: number; reached: Echo[] }> {
  const sting = await startServer(scope, { flags: { ...forwardFlags(rules), 'forward_auth.proxy': proxy } });
  const { port: application, reached } = await startApplication(scope);
  const port = await freePort();
  const folder = await temporaryFolder(scope);
  const { pem, privateKey } = createCertificate({ name: '*.example.org', ca: false, issuer: null });
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem'), config: join(folder, 'proxy.conf') };
  await writeFile(files.cert, pem);
  await writeFile(files.key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const localized = example(proxy === 'nginx' ? 'nginx' : 'caddyfile')
    .replaceAll('127.0.0.1:4433', `127.0.0.1:${away ? await freePort() : sting.app.config['serve.public.port']}`)
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${application}`);
  await writeFile(files.config, proxy === 'nginx' ? nginx(localized) : caddy(localized));

  const child = spawn(installed(proxy)!, arguments_(), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  });
  scope.after(() => stop(child));
  await started(child, proxy === 'nginx' ? 'using the "epoll"' : 'serving initial configuration');
  return { sting, port, reached };

  function arguments_(): string[] {
    return proxy === 'nginx'
      ? ['-p', folder, '-c', files.config, '-e', 'stderr']
      : ['run', '--config', files.config, '--adapter', 'caddyfile'];
  }

  function nginx(text: string): string {
    const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (one) => `${one}_temp_path ${folder}/${one};`,
    );
    const http = text
      .replaceAll('listen 443 ', `listen 127.0.0.1:${port} `)
      .replace('/etc/ssl/example.org.pem', files.cert)
      .replace('/etc/ssl/example.org.key', files.key);
    return `daemon off; master_process off; pid ${folder}/pid; error_log stderr notice;
events {}
http { access_log off; ${places.join(' ')} ${http} }`;
  }

  function caddy(text: string): string {
    const sites = text.replaceAll(
      /^(\w+\.example\.org) \{$/gm,
      `https://$1:${port} {\n\ttls ${files.cert} ${files.key}`,
    );
    return `{\n\tadmin off\n\tauto_https disable_redirects\n\tdefault_bind 127.0.0.1\n}\n${sites}`;
  }
}

/** Throws what the proxy said where it ends instead. */
async function started(child: ChildProcess, sign: string): Promise<void> {
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr! })) {
    said.push(line);
    if (line.includes(sign)) {
      child.stderr!.resume();
      return;
    }
  }
  throw new Error(`The proxy did not start:\n${said.join('\n')}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
