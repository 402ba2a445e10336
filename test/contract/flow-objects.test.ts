import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { signedIn } from '../support/accounts.ts';
import { kinds } from '../support/flow-matrix.ts';
import { printedMail } from '../support/mailbox.ts';
import { startServer } from '../support/server.ts';
import { type Each, type Kind, type Variant, variants, visitor } from '../support/visitor.ts';

const server = await startServer({ after });
const box = printedMail(server);

const always = ['expires_at', 'id', 'issued_at', 'organization_id', 'request_url', 'state', 'type', 'ui'];
/** What each kind says beside that (wire contract 3.1); empty members are left out. */
const members: Record<Kind, string[]> = {
  login: ['created_at', 'refresh', 'requested_aal', 'updated_at'],
  registration: [],
  settings: ['identity'],
  recovery: ['active'],
  verification: ['active'],
};
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const lifetime = 3_600_000;

const someone = (kind: Kind, variant: Variant) =>
  kind === 'settings' ? signedIn(server, box, `alice-${variant}-${people++}`, variant) : visitor(server, variant);
let people = 0;

for (const variant of variants) {
  describe(`the object of a flow: ${variant}`, () => {
    for (const kind of kinds) {
      it(`of ${kind}`, async () => {
        const who = await someone(kind, variant);
        const query: Record<string, string> = variant === 'native' ? {} : { return_to: '/settings' };
        const flow = await who.start(kind, query);
        const returning = variant === 'native' ? [] : ['return_to'];
        assert.deepEqual(Object.keys(flow).sort(), [...always, ...members[kind], ...returning].sort());
        assert.match(flow.id, uuid);
        assert.equal(flow.type, variant === 'native' ? 'api' : 'browser');
        assert.equal(flow.organization_id, null);
        assert.equal(flow.state, kind === 'settings' ? 'show_form' : 'choose_method');
        assert.equal(Date.parse(flow.issued_at), server.clock());
        assert.equal(Date.parse(flow.expires_at), server.clock() + lifetime);
        const how = variant === 'native' ? 'api' : 'browser?return_to=%2Fsettings';
        assert.equal(flow.request_url, `${server.url}/self-service/${kind}/${how}`);
        assert.deepEqual(Object.keys(flow.ui).sort(), [
          'action',
          ...(flow.ui.messages ? ['messages'] : []),
          'method',
          'nodes',
        ]);
      });

      it(`of ${kind}, which says what a client gave along`, async () => {
        const who = await someone(kind, variant);
        const flow = await who.start(kind);
        const transient_payload = { campaign: 'spring' };
        const { body } =
          variant === 'html' ? await who.submit(flow, {}) : await who.submit(flow, { transient_payload });
        if (variant !== 'html') assert.deepEqual(body.transient_payload, transient_payload);
        assert.equal((await who.read(kind, flow.id)).body.transient_payload, undefined, 'it is not kept');
      });
    }
  });

  describe(`a flow that took too long: ${variant}`, () => {
    for (const kind of kinds) {
      it(`of ${kind} makes way for a new one`, async () => {
        const who = await someone(kind, variant);
        const flow = await who.start(kind);
        server.clock.advance({ ms: lifetime + 1 });
        const read = await who.read(kind, flow.id);
        assert.equal(read.status, 410);
        assert.equal(read.body.error.id, 'self_service_flow_expired');
        const init = `${server.url}/self-service/${kind}`;
        const native = { api: `${init}/api` };
        assert.deepEqual(read.body.error.details, variant === 'native' ? native : { redirect_to: `${init}/browser` });

        const late = await who.submit(flow, { method: 'code', email: 'alice@example.com' });
        const statuses: Each<number> = { html: 303, spa: 410, native: 410 };
        assert.equal(late.status, statuses[variant]);
        const fresh = variant === 'html' ? late.flow.id : late.body.use_flow_id;
        assert.notEqual(fresh, flow.id);
        if (variant !== 'html') {
          assert.equal(late.body.error.id, 'self_service_flow_expired');
          assert.equal(late.body.expired_at, flow.expires_at);
          assert.equal(late.body.since, 1e6);
        }
        assert.equal((await who.read(kind, fresh)).body.type, flow.type);
      });
    }
  });
}
