import assert from 'node:assert/strict';
import { type Answer, type Person, register, stepUp } from './people.ts';
import type { TestServer } from './server.ts';

type Init = Parameters<Person['api']>[1];

/** Calls the API as this person, and once more with the proof that the first answer asks for. */
export async function proven(server: TestServer, who: Person, path: string, init: Init = {}): Promise<Answer> {
  const first = await who.api(path, init);
  if (first.body?.code !== 'step_up_required') return first;
  const grant = await stepUp(server, who, first);
  return who.api(path, { ...init, headers: { ...init?.headers, ...(grant ? { 'sting-step-up': grant } : {}) } });
}

/** Gives a role without asking anybody. */
export function appoint({ app }: TestServer, { identityId }: Pick<Person, 'identityId'>, role: string): Promise<void> {
  return app.store.write((tx) => app.access.assignRole(tx, identityId, role));
}

/** Somebody new with this role. */
export async function holderOf(server: TestServer, role: string, name = role.replaceAll('_', '-')): Promise<Person> {
  const person = await register(server, name);
  await appoint(server, person, role);
  return person;
}

/** An answer of problem JSON with this status and code. */
export function refused({ status, body }: Answer, expected: number, code: string, what = ''): void {
  assert.deepEqual([status, body.code], [expected, code], `${what} ${JSON.stringify(body)}`);
}
