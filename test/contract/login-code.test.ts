import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account } from '../support/accounts.ts';
import { printedMail } from '../support/mailbox.ts';
import { nodeValue } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { type Each, type Outcome, shown, variants, visitor } from '../support/visitor.ts';

const server = await startServer({ after });
const box = printedMail(server);

/** A next page is a 400 to whoever reads the flow from the answer (wire contract section 18.1). */
const next: Each<number> = { html: 303, spa: 400, native: 400 };
const done: Each<number> = { html: 303, spa: 200, native: 200 };
const wrongOf = (code: string) => (code === '000000' ? '000001' : '000000');

for (const variant of variants) {
  const visit = () => visitor(server, variant);
  const person = (name: string) => account(server, `${name}-${variant}`);
  const show = ({ status, flow }: Outcome, messages: number[], state = 'sent_email') => {
    assert.equal(status, next[variant]);
    assert.equal(flow.state, state);
    assert.equal(flow.active, 'code');
    assert.deepEqual(shown(flow), messages);
  };

  describe(`signing in by a code: ${variant}`, () => {
    it('asks for the address, then for the code', async () => {
      const { email, id } = await person('alice');
      const who = visit();
      const sent = await who.submit(await who.start('login'), {
        method: 'code',
        identifier: ` ${email.toUpperCase()}`,
      });
      show(sent, [1010014]);
      const known = await who.submit(sent.flow, { method: 'code', code: await box.code(email) });
      assert.equal(known.status, done[variant]);
      if (variant === 'html') assert.equal(known.location, `${server.url}/console`);
      if (variant === 'spa') {
        assert.deepEqual(Object.keys(known.body).sort(), ['continue_with', 'session']);
        const home = { action: 'redirect_browser_to', redirect_browser_to: `${server.url}/console` };
        assert.deepEqual(known.body.continue_with, [home]);
      }
      if (variant === 'native') {
        assert.deepEqual(Object.keys(known.body).sort(), ['continue_with', 'session', 'session_token']);
        assert.equal(known.body.continue_with, null);
      }
      const { identity, authentication_methods, authenticator_assurance_level } = (await who.whoami()).body;
      assert.equal(identity.id, id);
      assert.equal(authenticator_assurance_level, 'aal1');
      assert.deepEqual(
        authentication_methods.map(({ method, aal }: { method: string; aal: string }) => [method, aal]),
        [['code', 'aal1']],
      );
    });

    it('takes the code with nothing but the code, as a form without a button does', async () => {
      const { email } = await person('bob');
      const who = visit();
      const sent = await who.submit(await who.start('login'), { method: 'code', identifier: email });
      const known = await who.submit(sent.flow, { code: await box.code(email) });
      assert.equal(known.status, done[variant]);
    });

    it('refuses a wrong code and an earlier one, and takes the newest', async () => {
      const { email } = await person('carol');
      const who = visit();
      const sent = await who.submit(await who.start('login'), { method: 'code', identifier: email });
      const earlier = await box.code(email);
      show(await who.submit(sent.flow, { method: 'code', code: wrongOf(earlier) }), [4010008]);
      const again = await who.submit(sent.flow, { method: 'code', resend: 'code', identifier: email });
      show(again, [1010014]);
      assert.equal((await box.letters(email)).length, 2);
      const newest = await box.code(email);
      if (newest !== earlier) show(await who.submit(again.flow, { method: 'code', code: earlier }), [4010008]);
      assert.equal((await who.submit(again.flow, { method: 'code', code: newest })).status, done[variant]);
      assert.equal((await who.whoami()).status, 200);
    });

    it('answers an unknown address as it does a known one', async () => {
      const who = visit();
      const unknown = `nobody-${variant}@example.com`;
      const sent = await who.submit(await who.start('login'), { method: 'code', identifier: unknown });
      show(sent, [1010014]);
      assert.equal(nodeValue(sent.flow, 'identifier'), unknown);
      assert.deepEqual(await box.letters(unknown), []);
      show(await who.submit(sent.flow, { method: 'code', code: '123456' }), [4010008]);
    });

    it('takes five codes in a flow, then slows the address down', async () => {
      const { email } = await person('dan');
      const who = visit();
      const { flow } = await who.submit(await who.start('login'), { method: 'code', identifier: email });
      const code = await box.code(email);
      const guess = () => who.submit(flow, { method: 'code', code: wrongOf(code) });
      for (let tries = 0; tries < 5; tries++) show(await guess(), [4010008]);
      show(await who.submit(flow, { method: 'code', code }), [4000001]);

      const second = await who.submit(await who.start('login'), { method: 'code', identifier: email });
      const slowed = await who.submit(second.flow, { method: 'code', code: await box.code(email) });
      assert.equal(slowed.status, 429);
      assert.match(slowed.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
      server.clock.advance({ minutes: 5 });
      const known = await who.submit(second.flow, { method: 'code', code: await box.code(email) });
      assert.equal(known.status, done[variant]);
    });

    it('sends five codes an hour to an address', async () => {
      const { email } = await person('eve');
      const who = visit();
      const flow = await who.start('login');
      for (let sent = 0; sent < 5; sent++) {
        show(await who.submit(flow, { method: 'code', identifier: email }), [1010014]);
      }
      const refused = await who.submit(flow, { method: 'code', identifier: email });
      assert.equal(refused.status, 429);
      assert.ok(Number(refused.headers.get('retry-after')) > 3000);
      assert.equal((await box.letters(email)).length, 5);
    });

    it('knows no code after its ten minutes, none of another flow, and none twice', async () => {
      const { email } = await person('frank');
      const who = visit();
      const sent = await who.submit(await who.start('login'), { method: 'code', identifier: email });
      const stale = await box.code(email);
      server.clock.advance({ minutes: 10 });
      show(await who.submit(sent.flow, { method: 'code', code: stale }), [4010008]);
      const [mine, theirs] = [visit(), visit()];
      const first = await mine.submit(await mine.start('login'), { method: 'code', identifier: email });
      const code = await box.code(email);
      const second = await theirs.submit(await theirs.start('login'), { method: 'code', identifier: email });
      if ((await box.code(email)) !== code) {
        show(await theirs.submit(second.flow, { method: 'code', code }), [4010008]);
      }
      assert.equal((await mine.submit(first.flow, { method: 'code', code })).status, done[variant]);
      const used = await visit().submit(first.flow, { method: 'code', code });
      assert.equal(used.status === 200 || (used.location ?? '').includes('console'), false, 'a code opens once');
    });

    it('says which field is missing or malformed', async () => {
      const who = visit();
      const flow = await who.start('login');
      for (const [identifier, message] of [
        ['', 4000002],
        ['nonsense', 4000040],
      ] as const) {
        const refused = await who.submit(flow, { method: 'code', identifier });
        show(refused, [message], 'choose_method');
        const field = refused.flow.ui.nodes.find(({ attributes }: never) => (attributes as Flow).name === 'identifier');
        assert.deepEqual(
          field.messages.map(({ id }: { id: number }) => id),
          [message],
        );
      }
    });
  });
}

interface Flow {
  name: string;
}
