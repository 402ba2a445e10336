import { Type } from 'typebox';
import { policyTemplates, type SignInDecision } from '../../access/access.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { auditOf } from '../authorize.ts';
import { deviceSecretOf } from '../device-secret.ts';
import { change } from './change.ts';
import { addressesOf } from './names.ts';
import { DeviceList, Replay, ReplayResult, TemplateList } from './sign-in-shapes.ts';
import { type Api, ById } from './typed.ts';

const mostChanged = 100;

const outcomes = { allow: 'allowed', step_up: 'asked', deny: 'blocked' } as const;

/** Who signs in from where: the devices that are known of oneself, and how the rules judge the sign-ins of everybody. */
export function signInRoutes(server: Api, app: Application): void {
  const self = { auth: 'session', permission: 'self' } as const;
  const read = { auth: 'session', tier: 1, permission: 'policy.read' } as const;
  const db = app.store.read;

  server.get(
    '/api/me/devices',
    { config: { ...self, tier: 1, operation: 'device.list' }, schema: { response: { 200: DeviceList } } },
    async (request) => {
      const { person, byCookie, from: origin } = request;
      const deviceSecret = byCookie ? deviceSecretOf(app, request) : null;
      const devices = await app.signIns.devices(db, { identityId: person!.identity.id, deviceSecret, origin });
      return {
        devices: devices.map(({ id, name, firstSeenAt, lastSeenAt, current }) => ({
          id,
          name,
          first_seen_at: rfc3339(firstSeenAt),
          last_seen_at: rfc3339(lastSeenAt),
          current,
        })),
      };
    },
  );

  server.delete(
    '/api/me/devices/:id',
    {
      config: { ...self, tier: 2, fresh: true, operation: 'device.forget' },
      schema: { params: ById, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id } = request.params;
      await change(app, request, async (tx, note) => {
        if (!(await app.signIns.forgetDevice(tx, request.person!.identity.id, id))) throw notFound('device');
        await note({ type: 'device.forgotten', details: { device: id } });
      });
      return reply.code(204).send(null);
    },
  );

  server.get(
    '/api/policies/templates',
    { config: { ...read, operation: 'policy.templates' }, schema: { response: { 200: TemplateList } } },
    async () => ({ templates: [...policyTemplates] }),
  );

  server.post(
    '/api/policies/replay',
    {
      config: {
        ...read,
        operation: 'policy.replay',
        unconfirmed: 'It only looks; that somebody looked is written down.',
      },
      schema: { body: Replay, response: { 200: ReplayResult } },
    },
    async (request) => {
      const { changes, last = 200 } = request.body;
      const recorded = await app.signIns.recorded(db, last);
      const answers = await app.access.replaySignIns(db, {
        changes,
        signIns: recorded.map(({ identityId: subject, evidence, signals, from, at }) => ({
          subject,
          proofs: { session: evidence, action: [] },
          signals,
          from: { ...from, at },
        })),
      });
      const pairs = answers.map((answer, i) => ({ ...answer, signIn: recorded[i]! }));
      const changed = pairs.filter(({ before, after }) => answerOf(before) !== answerOf(after));
      const details = { sign_ins: recorded.length, changed: changed.length };
      const event = { type: 'sign_in.replayed', outcome: 'success', details } as const;
      await app.audit.record(auditOf(app, request, event), request.from);
      const shown = changed.slice(0, mostChanged);
      const name = await addressesOf(
        app,
        shown.map(({ signIn }) => signIn.identityId),
      );
      return {
        sign_ins: recorded.length,
        before: numbersOf(answers.map(({ before }) => before)),
        after: numbersOf(answers.map(({ after }) => after)),
        changed: shown.map(({ signIn: { identityId, at, device, network }, before, after }) => ({
          at: rfc3339(at),
          person: { id: identityId, name: name(identityId) },
          device,
          network,
          before: answered(before),
          after: answered(after),
        })),
      };
    },
  );
}

const isTold = ({ decision, notify }: SignInDecision) => notify && decision.effect !== 'deny';

const answered = (answer: SignInDecision) => ({
  outcome: outcomes[answer.decision.effect],
  told: isTold(answer),
  policies: answer.decision.policies,
});

const answerOf = (answer: SignInDecision) =>
  JSON.stringify([
    answer.decision.effect,
    answer.decision.effect === 'step_up' && answer.decision.needs,
    isTold(answer),
  ]);

function numbersOf(answers: readonly SignInDecision[]) {
  const amount = (effect: SignInDecision['decision']['effect']) =>
    answers.filter(({ decision }) => decision.effect === effect).length;
  return {
    allowed: amount('allow'),
    asked: amount('step_up'),
    blocked: amount('deny'),
    told: answers.filter(isTold).length,
  };
}
