import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { nodeValue, type Person, register } from '../support/people.ts';
import { freePort, type TestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary.ts';

const launcher = fileURLToPath(new URL('../../bin/sting.js', import.meta.url));

/** This very Node, so that the process that is killed is the server and not one that started it. */
const sting = (...args: string[]) =>
  spawn(process.execPath, [launcher, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

interface Running {
  child: ChildProcess;
  /** Everything it has said so far. */
  said: string[];
  setup: string | null;
}

async function start(data: string, ports: readonly [number, number]): Promise<Running> {
  const child = sting('serve', '--data', data, '--public-port', `${ports[0]}`, '--admin-port', `${ports[1]}`);
  const said: string[] = [];
  createInterface({ input: child.stderr! }).on('line', (line) => said.push(line));
  const lines = createInterface({ input: child.stdout! });
  const ready = Promise.withResolvers<void>();
  lines.on('line', (line) => {
    said.push(line);
    if (line.startsWith('ready: ')) ready.resolve();
  });
  child.on('close', () => ready.reject(new Error(`It did not start: ${said.join('\n')}`)));
  await ready.promise;
  const url = said.find((line) => line.startsWith('setup: '))?.slice('setup: '.length);
  return { child, said, setup: url ? new URL(url).searchParams.get('setup') : null };
}

async function end({ child }: Running, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
}

async function chainIsIntact(data: string): Promise<void> {
  const child = sting('audit', 'verify', '--data', data, '--json');
  const [said, complained, [code]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'close'),
  ]);
  assert.equal(code, 0, said + complained);
  assert.equal(JSON.parse(said).intact, true);
}

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

/** What the server has said that it did: it must be there for ever. */
interface Acknowledged {
  jars: Map<string, string>;
  /** By document: its jar and content. */
  documents: Map<string, { jar: string; content: string }>;
}

/** Makes jars with a document in each until the server is gone. */
async function write(person: Person, done: Acknowledged, writer: string, acknowledged: () => void): Promise<void> {
  for (let count = 0; ; count++) {
    try {
      const name = `${writer} ${count}`;
      const made = await person.api('/api/jars', { body: { name } });
      if (made.status !== 201) throw new Error(`${made.status} ${JSON.stringify(made.body)}`);
      done.jars.set(made.body.id, name);
      acknowledged();
      const content = `${name} `.repeat(40_000);
      const form = new FormData();
      form.set('file', new File([content], 'honey.txt', { type: 'text/plain' }));
      const uploaded = await person.api(`/api/jars/${made.body.id}/documents`, { body: form });
      if (uploaded.status !== 201) throw new Error(`${uploaded.status} ${JSON.stringify(uploaded.body)}`);
      done.documents.set(uploaded.body.id, { jar: made.body.id, content });
      acknowledged();
    } catch (error) {
      // The connection that a dead server leaves; an answer that refuses would not be one.
      assert.ok(error instanceof TypeError, String(error));
      return;
    }
  }
}

/** Sends the beginning of a document and nothing more, until the server is gone. */
function uploadForEver({ token }: Person, url: string, jar: string): Promise<void> {
  const headers = { 'x-session-token': token, 'content-type': 'multipart/form-data; boundary=x' };
  return new Promise((resolve, reject) => {
    const upload = request(`${url}/api/jars/${jar}/documents`, { method: 'POST', headers });
    upload.on('error', () => resolve());
    upload.on('response', ({ statusCode }) => reject(new Error(`half a document was answered ${statusCode}`)));
    upload.write('--x\r\ncontent-disposition: form-data; name="file"; filename="half.bin"\r\n\r\n');
    for (let piece = 0; piece < 64; piece++) upload.write(Buffer.alloc(64 * 1024, piece));
  });
}

async function everythingIsThere(person: Person, { jars, documents }: Acknowledged): Promise<void> {
  assert.equal((await person.api('/sessions/whoami')).status, 200, 'the session survived');
  const listed = new Map<string, string>();
  for (let cursor = ''; ; ) {
    const { body } = await person.api(`/api/jars?limit=100${cursor}`);
    for (const { id, name } of body.jars) listed.set(id, name);
    if (body.next_cursor === null) break;
    cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`;
  }
  for (const [id, name] of jars) assert.equal(listed.get(id), name);
  for (const [id, { jar, content }] of documents) {
    const read = await person.api(`/api/jars/${jar}/documents/${id}/content`);
    assert.equal(read.status, 200);
    assert.equal(sha256(read.body), sha256(content));
  }
  // What was not acknowledged may be there, but only whole.
  for (const jar of listed.keys()) {
    for (const document of (await person.api(`/api/jars/${jar}/documents`)).body.documents) {
      assert.notEqual(document.name, 'half.bin');
      if (documents.has(document.id)) continue;
      const read = await person.api(`/api/jars/${jar}/documents/${document.id}/content`);
      assert.equal(sha256(read.body), document.sha256);
    }
  }
}

it('keeps every acknowledged write when it is killed at any moment', { timeout: 120_000 }, async (t) => {
  const data = await temporaryFolder(t);
  const ports = [await freePort(), await freePort()] as const;
  const url = `http://localhost:${ports[0]}`;
  let running = await start(data, ports);
  t.after(() => end(running, 'SIGKILL'));
  const setup = running.setup!;
  const owner = await register({ url } as TestServer, 'alice', { setup });
  const done: Acknowledged = { jars: new Map(), documents: new Map() };
  const jar = (await owner.api('/api/jars', { body: { name: 'for halves' } })).body.id as string;
  const said: string[] = [];

  for (const [round, moment] of [2, 14].entries()) {
    const enough = Promise.withResolvers<void>();
    let acknowledged = 0;
    const count = () => {
      if (++acknowledged >= moment) enough.resolve();
    };
    const work = ['first', 'second', 'third'].map((name) => write(owner, done, `${name} of round ${round}`, count));
    work.push(uploadForEver(owner, url, jar));
    await enough.promise;
    await end(running, 'SIGKILL');
    await Promise.all(work);
    said.push(...running.said);
    if (round === 1) await chainIsIntact(data);
    running = await start(data, ports);
    assert.equal(running.setup, null, 'there is an owner');
    await everythingIsThere(owner, done);
  }
  assert.ok(done.jars.size >= 6 && done.documents.size >= 3, `${done.jars.size} and ${done.documents.size}`);

  // A login that was begun before the end goes on after it.
  const login = await (await fetch(`${url}/self-service/login/api`)).json();
  await end(running, 'SIGKILL');
  said.push(...running.said);
  running = await start(data, ports);
  const { publicKey } = JSON.parse(nodeValue(login, 'passkey_challenge'));
  const passkey_login = JSON.stringify(owner.authenticator.authenticate(publicKey, url));
  const answer = await fetch((login as { ui: { action: string } }).ui.action, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ method: 'passkey', passkey_login }),
  });
  assert.equal(answer.status, 200);
  await end(running, 'SIGTERM');
  said.push(...running.said);
  await chainIsIntact(data);

  const printed = said.filter((line) => line.includes(setup));
  assert.deepEqual(
    printed,
    [`setup: ${url}/registration?setup=${setup}`],
    'the token is printed once, where it is meant to be',
  );
  assert.ok(!said.some((line) => line.includes(owner.token)));
});
