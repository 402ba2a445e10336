import assert from 'node:assert/strict';
import { test } from 'node:test';
import { movingClock, seededRandom, temporaryStore } from '../../../test/support/temporary.ts';
import { StingError } from '../../kernel/errors.ts';
import { createAttempts } from '../attempts/attempts.ts';
import { slowHash } from '../hashing/slow-hash.ts';
import { type Attempt, isRefusal } from '../strategy.ts';
import { createBackupCodes } from './backup-codes.ts';

async function setUp(scope: Parameters<typeof temporaryStore>[0], hash = slowHash) {
  const { store } = await temporaryStore(scope);
  const clock = movingClock();
  const attempts = createAttempts({ clock });
  const { proof, settings } = createBackupCodes({ store, clock, random: seededRandom(), attempts, hash });
  const flow = { identity: { id: 'alice' }, clientSecret: 'the session', prepared: {} };
  const attempt = (body: object, prepared = {}) =>
    ({ flow: { ...flow, prepared: { ...prepared } }, body, origin: {} }) as unknown as Attempt;

  /** Makes a set and confirms it; answers its codes. */
  async function newSet(): Promise<string[]> {
    const made = await settings.verify(attempt({ lookup_secret_regenerate: true }));
    if (isRefusal(made) || !('show' in made)) assert.fail('no set was made');
    const confirmation = attempt({ lookup_secret_confirm: true }, { lookup_secret: made.prepared });
    const confirmed = await settings.verify(confirmation);
    if (isRefusal(confirmed)) assert.fail(confirmed.reason);
    await store.write((tx) => settings.commit(tx, confirmation, confirmed));
    return made.show;
  }

  /** The reason of a refusal; null for a code that was right. */
  async function prove(code: string): Promise<string | null> {
    const given = attempt({ method: 'lookup_secret', lookup_secret: code });
    const refused = await store.write((tx) => proof.claim!(tx, given));
    if (isRefusal(refused)) return refused.reason;
    const verified = await proof.verify(given);
    if (isRefusal(verified)) return verified.reason;
    const done = await store.write((tx) => proof.commit(tx, given, verified));
    return isRefusal(done) ? done.reason : null;
  }
  return { store, clock, attempts, newSet, prove };
}

const salt = Buffer.alloc(16).toString('base64url');

test('a code that nobody had time for does not count as wrong', async (t) => {
  let busy = false;
  const { newSet, prove } = await setUp(t, async (code, salted) => {
    if (busy) throw new StingError({ code: 'busy', status: 503, message: 'Too many attempts at once.' });
    return slowHash(code, salted);
  });
  const [code] = await newSet();
  busy = true;
  for (let again = 0; again < 20; again++) await assert.rejects(prove(code!), { code: 'busy', status: 503 });
  busy = false;
  assert.equal(await prove(code!), null);
});

test('a set of codes takes one place in the queue', async (t) => {
  const { newSet } = await setUp(t);
  const others = Array.from({ length: 32 }, () => slowHash('guess', salt));
  const [codes] = await Promise.all([newSet(), ...others]);
  assert.equal(codes.length, 10);
});

test('a new set is the way back after the last attempt', async (t) => {
  const { store, clock, attempts, newSet, prove } = await setUp(t);
  const [old] = await newSet();
  for (let wrong = 0; wrong < 100; wrong++) {
    await store.write((tx) => attempts.reserve(tx, 'alice', 'lookup_secret'));
    clock.advance({ minutes: 60 });
  }
  assert.equal(await prove(old!), 'locked');
  const [code] = await newSet();
  assert.equal(await prove(old!), 'wrong_code');
  assert.equal(await prove(code!), null);
});
