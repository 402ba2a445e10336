import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Settings } from '../../src/applications/changes.ts';
import type { StoredEntity } from '../../src/applications/entities.ts';
import { proven } from './administration.ts';
import { type Answer, type Person, request } from './people.ts';
import type { TestServer } from './server.ts';

/** The files of the standards body, beside the checkout. */
const published = join(import.meta.dirname, '../../../shared/data/authzen');
export const hasPublished = existsSync(published);
// biome-ignore lint/suspicious/noExplicitAny: data of others
export const readPublished = (name: string): any => JSON.parse(readFileSync(join(published, name), 'utf8'));

export interface Written extends Omit<Settings, 'ownResources'> {
  id: string;
  own_resources?: boolean;
  schema: string;
  policies: string[];
  entities: StoredEntity[];
}

export const applicationFile = (name: string) => join(import.meta.dirname, '../authzen', name);

/** One of the applications of test/authzen. */
export const written = (name: string): Written => parse(readFileSync(applicationFile(name), 'utf8'));

/** Does what an administrator may, with the proof that it asks for; throws unless it works. */
export async function done(
  server: TestServer,
  owner: Person,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const answer = await proven(server, owner, path, { method, body });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer;
}

/** Sets an application up by the API, all of it. */
export async function setUp(server: TestServer, owner: Person, application: Written): Promise<void> {
  const { schema, policies, entities, ...settings } = application;
  const path = `/api/applications/${settings.id}`;
  await done(server, owner, 'POST', '/api/applications', settings);
  await done(server, owner, 'PUT', `${path}/schema`, { schema });
  for (const text of policies) {
    const [, id] = /@id\("(.+?)"\)/.exec(text)!;
    await done(server, owner, 'PUT', `${path}/policies/${id}`, { text });
  }
  if (entities.length > 0) await done(server, owner, 'PUT', `${path}/entities`, { entities });
}

/** The program that asks: sends a body to an endpoint below /access/v1 with a key. */
export type Ask = (endpoint: string, body: unknown, headers?: Record<string, string>) => ReturnType<typeof request>;

/** Gives an application a key. */
export async function clientOf(server: TestServer, owner: Person, id: string, days = 30) {
  const made = await done(server, owner, 'POST', `/api/applications/${id}/keys`, { name: 'gateway', days });
  const { key, id: keyId } = made.body as { key: string; id: string };
  return { key, keyId, ask: askBy(server, key) };
}

export const askBy =
  (server: Pick<TestServer, 'url'>, key: string): Ask =>
  (endpoint, body, headers = {}) =>
    request(`${server.url}/access/v1/${endpoint}`, { body, headers: { authorization: `Bearer ${key}`, ...headers } });

/** `bob read record-1`: the body of an evaluation. */
export const question = (
  subject: string,
  action: string,
  resource: string,
  more: { subject?: object; action?: object; resource?: object; context?: object; type?: string } = {},
) => ({
  subject: { type: 'user', id: subject, ...(more.subject ? { properties: more.subject } : {}) },
  action: { name: action, ...(more.action ? { properties: more.action } : {}) },
  resource: { type: more.type ?? 'record', id: resource, ...(more.resource ? { properties: more.resource } : {}) },
  ...(more.context ? { context: more.context } : {}),
});
