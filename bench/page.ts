import { request } from '../test/support/people.ts';
import type { ChildServer } from './child.ts';
import type { Row } from './row.ts';

/** What the browser has to have before it can paint: style sheets and scripts that it must fetch first. */
const blocking = /<link[^>]+rel="?stylesheet|<script(?![^>]*\s(?:async|defer|type="?module))[^>]*\ssrc=/g;

/** The sign-in page as a new browser gets it, once its flow has been started. */
export async function benchPage(sting: ChildServer): Promise<Row[]> {
  const started = await request(`${sting.url}/self-service/login/browser`, { headers: { accept: 'text/html' } });
  const cookie = started.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const location = new URL(started.headers.get('location')!, sting.url);
  const page = await request(location.href, { headers: { accept: 'text/html', cookie } });
  if (page.status !== 200) throw new Error(`The sign-in page answered ${page.status}.`);
  const head = [...page.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  return [
    {
      what: 'sign-in page, headers and body, not compressed',
      unit: 'KB',
      median: (Buffer.byteLength(page.body) + head) / 1024,
      limits: [{ of: 'median', most: 15 }],
    },
    {
      what: 'sign-in page, requests until it can paint',
      unit: 'requests',
      median: 1 + (page.body.match(blocking) ?? []).length,
      limits: [{ of: 'median', most: 1 }],
    },
  ];
}
