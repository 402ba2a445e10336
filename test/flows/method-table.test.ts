import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import type { Mode } from '../../src/assurance/evidence.ts';
import type { MethodRow } from '../../src/assurance/method-table.ts';
import { account, signInByCode } from '../support/accounts.ts';
import { problem } from '../support/contract.ts';
import { printedMail } from '../support/mailbox.ts';
import { type Person, register, request } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { visitor } from '../support/visitor.ts';

const document = readFileSync(new URL('../../docs/methods.md', import.meta.url), 'utf8');

/** The documented rows of a mode: method, class, whether it resists phishing, and the three levels. */
function documented(mode: Mode): string[][] {
  const [, section = ''] = document.split(`## Mode \`${mode}\``);
  const [table = ''] = section.split('\n## ');
  return table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const told = (rows: MethodRow[]) =>
  rows.map((row) => [
    `\`${row.method}\``,
    row.class,
    row.phishing_resistant ? 'yes' : 'no',
    row.alone,
    row.user_verified ?? '',
    row.second,
  ]);

const list = async (person: Person) => (await person.api('/api/methods')).body;

for (const mode of ['product', 'nist'] as const) {
  describe(`the table of methods in ${mode} mode`, async () => {
    const server = await startServer({ after }, { flags: { 'assurance.mode': mode } });
    const ann = await register(server, 'ann');

    it('is the documented one', async () => {
      const { methods, mode: named } = await list(ann);
      assert.equal(named, mode);
      const named2 = documented(mode).map(([name, ...cells]) => [name!.split(' ')[0], ...cells]);
      assert.deepEqual(told(methods), named2);
    });

    it('grades a session as it says: a code by mail alone', async () => {
      const { email } = await account(server, 'ben');
      const who = visitor(server, 'native');
      await signInByCode(who, email, printedMail(server));
      const me = await request(`${server.url}/api/me`, { headers: { 'x-session-token': who.token! } });
      const { methods } = await list(ann);
      const row = methods.find(({ channel }: MethodRow) => channel === 'email');
      // In the stricter mode such a session reaches nothing that asks for a level.
      if (row.alone === 'aal0') return problem(me, 403, 'enrolment_required');
      assert.equal(me.body.assurance.level, row.alone);
    });
  });
}

describe('one method', async () => {
  const flags = { 'selfservice.methods.code.sms.enabled': false, 'selfservice.methods.password.enabled': true };
  const server = await startServer({ after }, { flags });
  const cleo = await register(server, 'cleo');

  it('is told by its name, a code by each channel', async () => {
    const { methods } = (await cleo.api('/api/methods/code')).body;
    const rows = methods.map(({ channel, enabled }: MethodRow & { enabled: boolean }) => [channel, enabled]);
    assert.deepEqual(rows, [
      ['email', true],
      ['sms', false],
    ]);
    assert.equal((await cleo.api('/api/methods/password')).body.methods[0].enabled, true);
    assert.equal((await cleo.api('/api/methods/link')).body.methods[0].enabled, false);
  });

  for (const name of ['retina', 'PASSKEY', 'email', '__proto__']) {
    it(`is refused when there is none: ${name}`, async () =>
      problem(await cleo.api(`/api/methods/${name}`), 400, 'unknown_method'));
  }
});
