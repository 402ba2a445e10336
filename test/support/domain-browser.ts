import { request as send } from 'node:https';
import { text } from 'node:stream/consumers';
import { navigating } from './forward-auth.ts';

export interface Page {
  url: string;
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

interface Sending {
  method?: string;
  headers?: Record<string, string>;
  /** In place of the host of the address. */
  host?: string;
}

interface Cookie {
  name: string;
  value: string;
  host: string;
  /** Sent to this host alone. */
  hostOnly: boolean;
}

/** A browser without a screen for the hosts of one proxy: it keeps cookies by host and domain (RFC 6265 §5.3 and §5.4). */
export function domainBrowser(port: number) {
  const jar: Cookie[] = [];

  function keep(host: string, line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const name = pair.slice(0, pair.indexOf('='));
    const domain = attributes.map((one) => /^domain=\.?(.+)$/i.exec(one)?.[1]).find(Boolean);
    if (domain && host !== domain && !host.endsWith(`.${domain}`)) return;
    if (name.startsWith('__Host-') && domain) return;
    const cookie = { name, value: pair.slice(name.length + 1), host: domain ?? host, hostOnly: domain === undefined };
    const same = jar.findIndex(
      (one) => one.name === name && one.host === cookie.host && one.hostOnly === cookie.hostOnly,
    );
    if (same !== -1) jar.splice(same, 1);
    if (!/max-age=0/i.test(line)) jar.push(cookie);
  }

  const cookiesFor = (host: string) =>
    jar
      .filter((cookie) => cookie.host === host || (!cookie.hostOnly && host.endsWith(`.${cookie.host}`)))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');

  /** The address goes out exactly as it is written. */
  async function get(url: string, { method = 'GET', headers = {}, host }: Sending = {}): Promise<Page> {
    const [, hostname = '', path = ''] = /^https:\/\/([^/]+)(.*)$/s.exec(url) ?? [];
    const cookie = cookiesFor(hostname);
    const request = send({
      host: '127.0.0.1',
      port,
      path: path || '/',
      method,
      servername: hostname,
      rejectUnauthorized: false,
      agent: false,
      headers: { ...navigating, host: host ?? hostname, ...(cookie === '' ? {} : { cookie }), ...headers },
    });
    request.end();
    const page = await new Promise<Page>((resolve, reject) => {
      request.on('error', reject);
      request.on('upgrade', ({ statusCode, headers }, socket) => {
        socket.destroy();
        resolve({ url, status: statusCode!, headers, body: '' });
      });
      request.on('response', async (response) =>
        resolve({ url, status: response.statusCode!, headers: response.headers, body: await text(response) }),
      );
    });
    for (const line of [page.headers['set-cookie'] ?? []].flat()) keep(hostname, line);
    return page;
  }

  /** Opens a page and follows where it leads, at most ten times; answers every stop. */
  async function open(url: string): Promise<Page[]> {
    const stops: Page[] = [];
    let next: string | undefined = url;
    while (next !== undefined && stops.length < 10) {
      const page: Page = await get(next);
      stops.push(page);
      const { location } = page.headers;
      next = page.status === 303 && typeof location === 'string' ? new URL(location, next).href : undefined;
    }
    return stops;
  }

  return { get, open, keep, jar };
}
