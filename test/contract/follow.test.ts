import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account, signedIn } from '../support/accounts.ts';
import { kinds } from '../support/flow-matrix.ts';
import { printedMail } from '../support/mailbox.ts';
import { startServer } from '../support/server.ts';
import { visitor } from '../support/visitor.ts';

/** `GET` on the address of a submission (wire contract 18.16): it leads to the page, and takes what a form must send. */
const server = await startServer({ after });
const box = printedMail(server);

describe('following the address of a submission', () => {
  for (const kind of kinds.filter((each) => each !== 'registration')) {
    const started = async () => {
      const who = kind === 'settings' ? await signedIn(server, box, `alice-${kind}`, 'html') : visitor(server, 'html');
      return { who, flow: await who.start(kind) };
    };

    it(`leads to the page of ${kind}`, async () => {
      const { who, flow } = await started();
      const { status, headers } = await who.web.send(flow.ui.action, { html: true });
      assert.equal(status, 303);
      assert.equal(headers.get('location'), `${server.url}/${kind}?flow=${flow.id}`);
    });

    it(`says what is no flow of ${kind}`, async () => {
      const who = visitor(server, 'html');
      const at = (query: string) => who.web.send(`/self-service/${kind}${query}`, { html: true });
      assert.match((await at('')).headers.get('location')!, /\/error\?id=missing_flow/);
      for (const id of ['x', crypto.randomUUID()]) {
        const location = (await at(`?flow=${id}`)).headers.get('location')!;
        assert.match(location, /\/error\?id=unknown_flow|\/self-service\/(recovery|verification)\/browser$/, id);
      }
    });
  }

  it('submits nothing of its query', async () => {
    const { email } = await account(server, 'bob');
    const who = visitor(server, 'html');
    const login = await who.start('login');
    await who.web.send(`${login.ui.action}&method=code&identifier=${email}`, { html: true });
    assert.equal((await who.read('login', login.id)).body.state, 'choose_method');
    const recovery = await who.start('recovery');
    await who.web.send(`${recovery.ui.action}&method=code&email=${email}`, { html: true });
    assert.equal((await who.read('recovery', recovery.id)).body.state, 'choose_method');
    const sent = await who.submit(recovery, { method: 'code', email });
    const code = await box.code(email);
    await who.web.send(`${sent.flow.ui.action}&code=${code}`, { html: true });
    assert.equal((await who.whoami()).status, 401, 'a code is sent, not followed');
    const carol = await signedIn(server, box, 'carol', 'html');
    const settings = await carol.start('settings');
    await carol.web.send(`${settings.ui.action}&method=profile&traits.email=mallory@example.com`, { html: true });
    assert.equal((await carol.whoami()).body.identity.traits.email, 'carol@example.com');
  });
});
