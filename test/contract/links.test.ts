import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { account } from '../support/accounts.ts';
import { startMailingServer } from '../support/mailbox.ts';
import { type Each, type Flow, type Outcome, shown, type Visitor, variants, visitor } from '../support/visitor.ts';
import { webClient } from '../support/web-client.ts';

/** Links in place of codes: `use: link`, with the method switched on. */
const { server, box } = await startMailingServer(
  { after },
  {
    'selfservice.methods.link.enabled': true,
    'selfservice.flows.recovery.use': 'link',
    'selfservice.flows.verification.use': 'link',
  },
);
const asked: Each<number> = { html: 303, spa: 200, native: 200 };
const names = (flow: Flow) => flow.ui.nodes.map(({ group, attributes }: Flow) => `${group} ${attributes.name}`);
const tokenOf = (link: string) => new URL(link).searchParams.get('token')!;

for (const variant of variants) {
  const visit = () => visitor(server, variant);

  for (const [kind, message, invalid] of [
    ['recovery', 1060002, 4060004],
    ['verification', 1080001, 4070001],
  ] as const) {
    const sentBy = async (who: Visitor, email: string): Promise<Outcome> =>
      who.submit(await who.start(kind), { method: 'link', email });

    describe(`${kind} by a link: ${variant}`, () => {
      it('sends it, alike to known and unknown addresses', async () => {
        const { email } = await account(server, `alice-${kind}-${variant}`, {}, kind === 'recovery');
        const who = visit();
        const flow = await who.start(kind);
        assert.equal(flow.active, 'link');
        assert.deepEqual(names(flow), ['default csrf_token', 'link email', 'link method']);
        const pages = [];
        for (const address of [email, `nobody-${variant}@example.com`]) {
          const sent = await sentBy(visit(), address);
          assert.equal(sent.status, asked[variant]);
          pages.push([sent.flow.state, shown(sent.flow), names(sent.flow)]);
        }
        assert.deepEqual(pages[0], pages[1]);
        assert.deepEqual(pages[0]!.slice(0, 2), ['sent_email', [message]]);
        assert.deepEqual(await box.letters(`nobody-${variant}@example.com`), []);
      });

      it('is followed once', async () => {
        const { email } = await account(server, `bob-${kind}-${variant}`, {}, kind === 'recovery');
        const sent = await sentBy(visit(), email);
        const link = await box.link(email);
        assert.ok(link.startsWith(`${server.url}/self-service/${kind}?flow=${sent.flow.id}&token=`));
        // A mail program opens it wherever it likes.
        const elsewhere = webClient(server);
        const followed = await elsewhere.send(link, { html: true });
        assert.equal(followed.status, 303);
        if (kind === 'recovery') {
          assert.match(followed.headers.get('location')!, /\/settings\?flow=/);
          assert.equal((await elsewhere.send('/sessions/whoami')).body.identity.traits.email, email);
          const id = /flow=(.*)$/.exec(followed.headers.get('location')!)![1];
          const settings = (await elsewhere.send(`/self-service/settings/flows?id=${id}`)).body;
          assert.deepEqual(shown(settings), [1060001]);
        }
        const again = await webClient(server).send(link, { html: true });
        assert.equal(again.status, 303);
        assert.equal(
          again.headers.getSetCookie().some((cookie) => cookie.startsWith('ory_kratos_session=')),
          false,
        );
      });

      it('is none when it is wrong, of another flow or too old', async () => {
        const { email } = await account(server, `carol-${kind}-${variant}`, {}, kind === 'recovery');
        const who = visitor(server, 'html');
        const sent = await sentBy(who, email);
        const link = await box.link(email);
        const other = await sentBy(visitor(server, 'html'), email);
        for (const [what, target] of [
          ['another token', link.replace(tokenOf(link), 'x'.repeat(43))],
          ['of another flow', link.replace(sent.flow.id, other.flow.id)],
        ] as const) {
          const { status, headers } = await who.web.send(target, { html: true });
          assert.equal(status, 303, what);
          const id = /\?flow=([\w-]+)$/.exec(headers.get('location')!)?.[1];
          assert.ok(id, `${what}: ${headers.get('location')}`);
          const flow = (await who.read(kind, id)).body;
          if (flow.ui) assert.deepEqual(shown(flow), [invalid], what);
        }
        server.clock.advance({ minutes: 61 });
        const late = await who.web.send(link, { html: true });
        assert.equal(late.status, 303);
        assert.match(late.headers.get('location')!, new RegExp(`/${kind}\\?flow=`));
        assert.ok(!late.headers.get('location')!.includes(sent.flow.id));
      });
    });
  }
}
