import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { holderOf, proven, refused } from '../support/administration.ts';
import { type Person, register, request, signIn } from '../support/people.ts';
import { startServer } from '../support/server.ts';

const server = await startServer({ after });
const { app, clock, printed } = server;
const alice = await register(server, 'alice', { setup: await server.setupToken() });
const ada = await holderOf(server, 'admin', 'ada');
const carol = await holderOf(server, 'security_officer', 'carol');
const bob = await register(server, 'bob');
const hour = 3_600_000;

const send = (who: Person, method: string, path: string, body?: unknown) =>
  proven(server, who, path, { method, ...(body === undefined ? {} : { body }) });

const seal = async (): Promise<string[]> => (await send(alice, 'POST', '/api/break-glass/codes')).body.codes;
const open = (who: Person, code: string, reason = 'The house burns') =>
  send(who, 'POST', '/api/break-glass/open', { code, reason });
const close = (who: Person) => send(who, 'POST', '/api/break-glass/close');

/** Another session of the same person. */
async function anew(who: Person): Promise<Person> {
  const { body } = await signIn(server, who);
  const session: Person = {
    ...who,
    token: body.session_token,
    api: (path, { headers = {}, ...init } = {}) =>
      request(`${server.url}${path}`, { ...init, headers: { 'x-session-token': session.token, ...headers } }),
  };
  return session;
}

async function jarOf(owner: Person, sensitivity = 'internal') {
  const { id } = (await owner.api('/api/jars', { body: { name: 'Diary', type: 'private', sensitivity } })).body;
  const form = new FormData();
  form.append('file', new Blob(['Dear diary'], { type: 'text/plain' }), 'diary.txt');
  const document = await owner.api(`/api/jars/${id}/documents`, { body: form });
  assert.equal(document.status, 201, JSON.stringify(document.body));
  return {
    id: id as string,
    path: `/api/jars/${id}`,
    content: `/api/jars/${id}/documents/${document.body.id}/content`,
  };
}

const mailsTo = (address: string, from: number) =>
  printed.slice(from).filter((line) => line.includes(`"to":"${address}"`));
const eventsOf = async (type: string) =>
  (await app.audit.list({ limit: 100, type: type as never })).events.map(
    ({ actor, operation, resource, details, reason }) => ({
      actor,
      operation,
      resource,
      details,
      reason,
    }),
  );

describe('sealed codes', () => {
  it('are off until an owner makes them', async () => {
    assert.deepEqual((await ada.api('/api/break-glass')).body, { codes: null, openings: [] });
    refused(await open(ada, 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA'), 409, 'break_glass_off');
    for (const who of [ada, carol, bob]) {
      refused(await send(who, 'POST', '/api/break-glass/codes'), 403, 'access_denied');
    }
    refused(await bob.api('/api/break-glass'), 403, 'access_denied');
    refused(await open(bob, 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA'), 403, 'access_denied');
  });

  it('are shown once, five of 125 bits, and kept as slow hashes', async () => {
    refused(await alice.api('/api/break-glass/codes', { method: 'POST' }), 403, 'step_up_required');
    const codes = await seal();
    assert.equal(new Set(codes).size, 5);
    for (const code of codes) assert.match(code, /^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){4}$/);
    const { codes: known } = (await alice.api('/api/break-glass')).body;
    assert.deepEqual([known.total, known.left], [5, 5]);
    const { events } = await app.audit.list({ limit: 200 });
    for (const code of codes) assert.ok(!JSON.stringify(events).includes(code));
    const earlier = codes[0]!;
    await seal();
    refused(await open(ada, earlier), 400, 'wrong_break_glass_code', 'a new set replaces the earlier one');
  });

  it('open once, and of two who type the same one, one', async () => {
    const [code] = await seal();
    const answers = await Promise.all([open(ada, code!), open(carol, code!.toLowerCase().replaceAll('-', ' '))]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 410]);
    refused(await open(alice, code!), 410, 'break_glass_code_used');
    assert.equal((await alice.api('/api/break-glass')).body.codes.left, 4);
    const opener = answers[0]!.status === 201 ? ada : carol;
    const [, next] = await seal();
    refused(await open(opener, next!), 409, 'break_glass_open');
    assert.equal((await alice.api('/api/break-glass')).body.codes.left, 5, 'a code is not wasted');
    assert.equal((await close(opener)).status, 204);
    refused(await close(opener), 409, 'break_glass_not_open');
  });

  it('cannot be guessed by one person, nor by all together', async () => {
    const [code] = await seal();
    const wrong = 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA';
    let slowed = await open(carol, wrong);
    let guesses = 0;
    for (; slowed.status === 400; guesses++) slowed = await open(carol, guesses % 2 ? wrong : 'x');
    assert.ok(guesses >= 3 && guesses <= 5, `${guesses} guesses`);
    refused(slowed, 429, 'too_many_attempts');
    refused(await open(carol, code!), 429, 'too_many_attempts', 'a right code is not read either');
    assert.ok(Number(slowed.headers.get('retry-after')) > 0);
    let others = 0;
    while ((await open(ada, wrong)).status === 400) others++;
    assert.ok(others < 3, `${others} guesses of somebody else, for the first ones count for everybody`);
    refused(await open(ada, code!), 429, 'too_many_attempts');
    clock.advance({ minutes: 3 });
    assert.equal((await open(carol, code!)).status, 201);
    assert.equal((await close(carol)).status, 204);
    const failed = await eventsOf('break_glass.failed');
    assert.ok(failed.filter(({ actor }) => actor === carol.identityId).length >= 5);
    assert.ok(failed.every(({ details }) => !JSON.stringify(details).includes('AAAA')));
  });

  it('are asked for with a reason, and nothing besides', async () => {
    for (const body of [{ code: 'x' }, { reason: 'x' }, { code: 'x', reason: ' ' }, { code: 7, reason: 'x' }]) {
      refused(await send(ada, 'POST', '/api/break-glass/open', body), 400, 'invalid_input', JSON.stringify(body));
    }
    refused(
      await request(`${server.url}/api/break-glass/open`, { body: { code: 'x', reason: 'x' } }),
      401,
      'unauthenticated',
    );
  });
});

describe('an opened code', () => {
  let jar: Awaited<ReturnType<typeof jarOf>>;
  let codes: string[];
  let told = 0;
  before(async () => {
    clock.advance({ seconds: 1 });
    jar = await jarOf(bob);
    codes = await seal();
    refused(await carol.api(jar.path), 404, 'not_found');
    refused(await ada.api(jar.content), 403, 'access_denied');
    told = printed.length;
    const opened = await open(carol, codes[0]!, 'Bob is ill, and payday is today');
    assert.equal(opened.status, 201, JSON.stringify(opened.body));
    assert.equal(Date.parse(opened.body.ends_at) - clock(), hour);
  });

  it('reads every jar, and changes none', async () => {
    const { my } = (await carol.api(jar.path)).body;
    assert.deepEqual([my.relation, my.may], [null, ['discover', 'read', 'query']]);
    assert.equal((await carol.api(`${jar.path}/documents`)).status, 200);
    assert.equal((await carol.api(jar.content)).body, 'Dear diary');
    refused(await send(carol, 'PATCH', jar.path, { name: 'Mine' }), 403, 'access_denied');
    const form = new FormData();
    form.append('file', new Blob(['Mine'], { type: 'text/plain' }), 'mine.txt');
    refused(await carol.api(`${jar.path}/documents`, { body: form }), 403, 'access_denied');
    const grant = { subject: { type: 'user', id: carol.identityId }, relation: 'viewer' };
    refused(await send(carol, 'POST', `${jar.path}/grants`, grant), 403, 'access_denied');
    refused(await carol.api(`${jar.path}/grants`), 403, 'access_denied');
    refused(await send(carol, 'DELETE', jar.path), 403, 'access_denied');
    refused(await send(carol, 'DELETE', jar.content.replace('/content', '')), 403, 'access_denied');
    refused(await send(carol, 'POST', `${jar.path}/transfer`, { to: { id: carol.identityId } }), 403, 'access_denied');
    refused(await send(carol, 'POST', '/api/roles', {}), 400, 'invalid_input');
    refused(await send(carol, 'POST', '/api/break-glass/codes'), 403, 'access_denied');
  });

  it('is how one finds a jar in the list of those who oversee, while one’s own list stays one’s own', async () => {
    const found = (await carol.api('/api/oversight/jars')).body.jars;
    assert.ok(found.some(({ id }: { id: string }) => id === jar.id));
    const own = (await carol.api('/api/jars')).body.jars;
    assert.ok(!own.some(({ id }: { id: string }) => id === jar.id));
  });

  it('keeps what labels ask for', async () => {
    const restricted = await jarOf(bob, 'restricted');
    assert.equal((await carol.api(restricted.content)).status, 200);
    clock.advance({ minutes: 6 });
    const stale = await carol.api(restricted.content);
    refused(stale, 403, 'step_up_required');
    assert.equal(stale.body.needs.user_verified, true);
  });

  it('is of one session: another one of the same person has nothing of it', async () => {
    const other = await anew(carol);
    refused(await other.api(jar.path), 404, 'not_found');
    refused(await close(other), 409, 'break_glass_not_open');
  });

  it('is told to all who look after the installation, and to the owner of each jar that is read', async () => {
    await app.courier.dispatch();
    for (const { email } of [alice, ada, carol]) assert.equal(mailsTo(email, told).filter(isOpening).length, 1, email);
    assert.deepEqual(mailsTo(bob.email, told).filter(isOpening), []);
    const read = mailsTo(bob.email, told).filter((line) => line.includes('read by a sealed code'));
    assert.equal(read.length, 2, 'one for each jar');
    for (const [who, here] of [
      [carol, true],
      [ada, false],
    ] as const) {
      const { open: shown, to_review } = (await who.api('/api/me')).body.break_glass;
      assert.equal(shown.length, 1);
      assert.deepEqual(
        [shown[0].by.id, shown[0].reason, shown[0].here],
        [carol.identityId, 'Bob is ill, and payday is today', here],
      );
      assert.ok(to_review > 0);
    }
    assert.equal((await bob.api('/api/me')).body.break_glass, null);
  });

  it('is written down with every request, whatever came of it', async () => {
    const [opening] = (await alice.api('/api/break-glass')).body.openings;
    const used = (await eventsOf('break_glass.used')).filter(({ details }) => details['break_glass'] === opening.id);
    const read = used.filter(
      ({ operation, resource }) => operation === 'document.read' && resource === `jar:${jar.id}`,
    );
    assert.deepEqual(
      read.map(({ actor }) => actor),
      [carol.identityId],
    );
    assert.ok(used.some(({ operation }) => operation === 'jar.oversee'));
    const denied = (await eventsOf('access.denied')).filter(({ details }) => details['break_glass'] === opening.id);
    assert.ok(denied.some(({ operation, resource }) => operation === 'jar.delete' && resource === `jar:${jar.id}`));
    const content = (await eventsOf('document.read')).find(({ actor }) => actor === carol.identityId)!;
    assert.equal(content.details['break_glass'], opening.id);
    assert.equal(opening.jars.length, 2);
  });

  it('waits for its end before it is reviewed, and ends after one hour to the millisecond', async () => {
    const [opening] = (await alice.api('/api/break-glass')).body.openings;
    const review = (who: Person) =>
      send(who, 'POST', `/api/break-glass/openings/${opening.id}/review`, { note: 'It was right.' });
    refused(await review(alice), 409, 'break_glass_open');
    clock.advance({ ms: Date.parse(opening.ends_at) - clock() - 1 });
    assert.equal((await carol.api(jar.path)).status, 200);
    clock.advance({ ms: 1 });
    refused(await carol.api(jar.path), 404, 'not_found');
    refused(await carol.api(jar.content), 404, 'not_found');
    assert.deepEqual((await alice.api('/api/me')).body.break_glass.open, []);

    refused(await review(carol), 409, 'own_opening');
    refused(await review(ada), 403, 'access_denied');
    refused(await review(bob), 403, 'access_denied');
    const waiting = (await alice.api('/api/break-glass')).body.openings[0];
    assert.deepEqual([waiting.open, waiting.review, waiting.may_review], [false, null, true]);
    assert.equal((await review(alice)).status, 204);
    refused(await review(alice), 409, 'break_glass_reviewed');
    const seen = (await ada.api('/api/break-glass')).body.openings[0];
    assert.deepEqual([seen.review.by.id, seen.review.note], [alice.identityId, 'It was right.']);
    const unknown = `/api/break-glass/openings/${crypto.randomUUID()}/review`;
    refused(await send(alice, 'POST', unknown, { note: 'x' }), 404, 'not_found');
  });

  it('can be closed before, and goes with its session and with the role', async () => {
    assert.equal((await open(ada, codes[1]!)).status, 201);
    assert.equal((await ada.api(jar.content)).status, 200);
    assert.equal((await close(ada)).status, 204);
    refused(await ada.api(jar.content), 403, 'access_denied');

    const other = await anew(ada);
    assert.equal((await open(other, codes[2]!)).status, 201);
    assert.equal((await other.api(jar.content)).status, 200);
    await app.store.write((tx) => app.sessions.revokeAll(tx, ada.identityId));
    assert.equal((await other.api(jar.content)).status, 401);
    const [ended] = (await alice.api('/api/break-glass')).body.openings;
    assert.deepEqual([ended.by.id, ended.open, ended.may_review], [ada.identityId, false, true]);

    assert.equal((await open(carol, codes[3]!)).status, 201);
    assert.equal((await carol.api(jar.content)).status, 200);
    const role = `/api/people/${carol.identityId}/roles/security_officer`;
    assert.equal((await send(alice, 'DELETE', role)).status, 204);
    refused(await carol.api(jar.content), 404, 'not_found');
    assert.equal((await send(alice, 'PUT', role)).status, 204);
    assert.equal((await close(carol)).status, 204);
  });
});

describe('a lock-out', () => {
  it('is undone by a sealed code, and by nothing less', async () => {
    const [code] = await seal();
    const until = Math.floor(clock() / 1000) + 60;
    const text = `@id("house.closed") @sentence("Closed.") forbid (principal, action, resource) unless { context.environment.now < ${until} };`;
    assert.equal((await send(alice, 'POST', '/api/policies', { text })).status, 201);
    clock.advance({ minutes: 2 });
    refused(await alice.api('/api/policies'), 403, 'access_denied');
    refused(await carol.api('/api/policies'), 403, 'access_denied');
    refused(await send(alice, 'DELETE', '/api/policies/house.closed'), 403, 'access_denied');

    const jar = { path: '/api/oversight/jars' };
    assert.equal((await open(carol, code!)).status, 201);
    assert.equal((await carol.api('/api/policies')).status, 200);
    refused(await carol.api(jar.path), 403, 'access_denied', 'in everything else rules of administrators hold');
    const permit = `@id("mine") @sentence("Mine.") permit (principal, action, resource);`;
    refused(await send(carol, 'POST', '/api/policies', { text: permit }), 403, 'owner_only');
    assert.equal((await send(carol, 'DELETE', '/api/policies/house.closed')).status, 204);
    assert.equal((await alice.api('/api/policies')).status, 200);
    assert.equal((await carol.api(jar.path)).status, 200);
    const owner = `/api/people/${bob.identityId}/roles/owner`;
    refused(await send(carol, 'PUT', owner), 403, 'role_exceeds_own', 'nobody gives more than they hold');
    assert.equal((await close(carol)).status, 204);
    const [deleted] = await eventsOf('policy.deleted');
    assert.ok(deleted!.details['break_glass']);
  });
});

/** A message that a code was opened. */
function isOpening(line: string): boolean {
  return line.includes('a sealed code was opened');
}
