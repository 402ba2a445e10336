import assert from 'node:assert/strict';
import { type Answer, type Person, request } from './people.ts';
import type { TestServer } from './server.ts';

/** What a table says of an answer of the wire contract: an id of its error, a message in its flow, a place to go. */
export interface Expected {
  status: number;
  /** Null: an error without an id. */
  id?: string | null;
  message?: number;
  location?: RegExp;
}

export function check({ status, body, headers }: Answer, expected: Expected): void {
  assert.equal(status, expected.status, JSON.stringify(body).slice(0, 400));
  if (expected.location) assert.match(headers.get('location') ?? '', expected.location);
  if (expected.id !== undefined) {
    assert.equal(headers.get('content-type'), 'application/json');
    assert.equal(body.error.id ?? null, expected.id);
    assert.equal(body.error.code, status);
    assert.equal(typeof body.error.reason, 'string');
  }
  if (expected.message !== undefined) {
    assert.match(headers.get('content-type') ?? '', /^application\/json; charset=utf-8/);
    const shown = [
      ...(body.ui.messages ?? []),
      ...body.ui.nodes.flatMap((node: { messages: object[] }) => node.messages),
    ];
    assert.ok(
      shown.some(({ id }) => id === expected.message),
      `no ${expected.message} in ${JSON.stringify(shown)}`,
    );
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a flow as the server sent it
type Flow = any;

const asPerson = (person: Person | undefined) => (person ? { headers: { 'x-session-token': person.token } } : {});

/** Starts a native flow (`login/api?refresh=true`), or reads one. */
export async function nativeFlow({ url }: TestServer, path: string, person?: Person): Promise<Flow> {
  return (await request(`${url}/self-service/${path}`, asPerson(person))).body;
}

export function submitNative(flow: Flow, body: object, person?: Person): Promise<Answer> {
  return request(flow.ui.action, { body, ...asPerson(person) });
}

/** Asserts that the flow goes on with exactly this message and that nobody was signed in. */
export function refused({ status, body, headers }: Answer, message: number): void {
  assert.equal(status, 400, JSON.stringify(body));
  const shown = [...(body.ui.messages ?? []), ...body.ui.nodes.flatMap((node: Flow) => node.messages)];
  assert.deepEqual(
    shown.map(({ id }: { id: number }) => id),
    [message],
  );
  assert.equal(body.session_token, undefined);
  assert.equal(headers.get('set-cookie'), null);
}

/** Why the last attempt of somebody known failed, as it is written down. */
export async function lastReason(
  { app }: TestServer,
  type: 'login.failed' | 'settings.failed',
): Promise<string | null | undefined> {
  return (await app.audit.list({ type, limit: 1 })).events[0]?.reason;
}

/** Why attempts of nobody known failed: those are counted, and written down once their minute is over. */
export async function countedReasons({ app, clock }: TestServer): Promise<(string | null)[]> {
  clock.advance({ minutes: 1 });
  await app.audit.flush();
  return (await app.audit.list({ type: 'request.refused', limit: 10 })).events.map(({ reason }) => reason);
}

/** Asserts problem JSON (RFC 9457) of this status and code, with the id of its request. */
export function problem({ status, body, headers }: Answer, expected: number, code: string): void {
  assert.equal(status, expected, JSON.stringify(body));
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.equal(body.code, code);
  assert.equal(body.status, expected);
  assert.equal(body.request_id, headers.get('x-request-id'));
  assert.ok(body.detail.length > 10);
}
