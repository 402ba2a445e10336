import { Type } from 'typebox';
import { isOfRole, type PolicyVersion } from '../../access/access.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { askerOf } from '../asker.ts';
import { change, type Note } from './change.ts';
import { holds } from './holds.ts';
import { lineChanges } from './line-changes.ts';
import { addressesOf } from './names.ts';
import {
  NewPolicy,
  Policy,
  PolicyCheck,
  PolicyDraft,
  PolicyList,
  PolicyRevert,
  PolicyUpdate,
  PolicyVersions,
  Vocabulary,
} from './policy-shapes.ts';
import { type Api, ById } from './typed.ts';

const read = { auth: 'session', tier: 1, permission: 'policy.read' } as const;
const manage = { auth: 'session', tier: 4, permission: 'policy.manage' } as const;

/** Why a POST of this kind confirms nothing. */
export const onlyAsks = 'It only asks: nothing is written.';

const Why = Type.Object({ reason: Type.Optional(Type.String({ maxLength: 200 })) }, { additionalProperties: false });

/** The rules: those of the product to read, those of administrators to write. */
export function policyRoutes(server: Api, app: Application): void {
  const db = app.store.read;
  const { policies } = app.access;

  const nameFor = (versions: readonly PolicyVersion[]) =>
    addressesOf(
      app,
      versions.flatMap(({ createdBy }) => createdBy ?? []),
    );
  type Naming = Awaited<ReturnType<typeof nameFor>>;
  const author = ({ createdBy }: PolicyVersion, name: Naming) =>
    createdBy === null ? null : { id: createdBy, name: name(createdBy) };

  function shown(version: PolicyVersion, name: Naming): Policy {
    const text = version.text ?? '';
    const { policy } = policies.check(text);
    return {
      id: version.id,
      // A rule that an update of STING made invalid keeps its place: it has to be seen to be mended.
      sentence: policy?.sentence ?? '',
      effect: policy?.json.effect ?? 'forbid',
      text,
      source: isOfRole(version.id) ? 'role' : 'administrators',
      enabled: version.enabled,
      version: version.version,
      reason: version.reason,
      changed_by: author(version, name),
      changed_at: rfc3339(version.createdAt),
    };
  }

  const products: Policy[] = policies.product.map(({ id, sentence, text, json }) => ({
    id,
    sentence,
    text,
    effect: json.effect,
    source: 'product',
    enabled: true,
    version: 0,
    reason: '',
    changed_by: null,
    changed_at: null,
  }));

  async function shownOne(id: string): Promise<Policy> {
    const version = await policies.find(db, id);
    if (version !== null && version.text !== null) return shown(version, await nameFor([version]));
    const product = products.find((policy) => policy.id === id);
    if (!product) throw notFound('policy');
    return product;
  }

  /** What became of a rule, with the lines that changed, so that the audit trail tells the whole story. */
  const noteChange = (
    note: Note,
    type: 'policy.created' | 'policy.changed' | 'policy.deleted',
    before: PolicyVersion | null,
    after: PolicyVersion,
  ) =>
    note({
      type,
      resource: `policy:${after.id}`,
      details: {
        version: after.version,
        enabled: after.enabled,
        reason: after.reason,
        ...lineChanges(before?.text ?? '', after.text ?? ''),
      },
    });

  server.get(
    '/api/policies',
    { config: { ...read, operation: 'policy.list' }, schema: { response: { 200: PolicyList } } },
    async (request) => {
      const versions = await policies.list(db);
      const name = await nameFor(versions);
      const manages = (await holds(app, request, db, 'policy.manage', 4)) !== 'no';
      const roles = await app.access.rolesOf(db, request.person!.identity.id);
      return {
        policies: [...versions.map((version) => shown(version, name)), ...products],
        may: { manage: manages, permit: manages && roles.includes('owner') },
      };
    },
  );

  server.get(
    '/api/policies/vocabulary',
    { config: { ...read, operation: 'policy.vocabulary' }, schema: { response: { 200: Vocabulary } } },
    async () => policies.vocabulary,
  );

  server.get(
    '/api/policies/:id',
    { config: { ...read, operation: 'policy.read' }, schema: { params: ById, response: { 200: Policy } } },
    (request) => shownOne(request.params.id),
  );

  server.get(
    '/api/policies/:id/versions',
    { config: { ...read, operation: 'policy.versions' }, schema: { params: ById, response: { 200: PolicyVersions } } },
    async (request) => {
      const versions = await app.access.policyVersions(db, request.params.id);
      if (versions.length === 0) throw notFound('policy');
      const name = await nameFor(versions);
      return {
        versions: versions.map((version) => ({
          version: version.version,
          text: version.text,
          enabled: version.enabled,
          reason: version.reason,
          changed_by: author(version, name),
          changed_at: rfc3339(version.createdAt),
        })),
      };
    },
  );

  server.post(
    '/api/policies/validate',
    {
      config: { ...read, operation: 'policy.validate', unconfirmed: onlyAsks },
      schema: { body: PolicyDraft, response: { 200: PolicyCheck } },
    },
    async (request) => {
      const { policy, ...checked } = policies.check(request.body.text);
      return { ...checked, policy: policy && { id: policy.id, sentence: policy.sentence, effect: policy.json.effect } };
    },
  );

  server.post(
    '/api/policies',
    { config: { ...manage, operation: 'policy.create' }, schema: { body: NewPolicy, response: { 201: Policy } } },
    async (request, reply) => {
      const { text, enabled = true, reason = '' } = request.body;
      const saved = await change(app, request, async (tx, note) => {
        const id = policies.check(text).policy?.id ?? '';
        const version = await app.access.savePolicy(tx, {
          by: askerOf(request),
          id,
          text,
          enabled,
          reason,
          version: null,
        });
        await noteChange(note, 'policy.created', null, version);
        return version;
      });
      return reply.code(201).send(await shownOne(saved.id));
    },
  );

  server.put(
    '/api/policies/:id',
    {
      config: { ...manage, operation: 'policy.change' },
      schema: { params: ById, body: PolicyUpdate, response: { 200: Policy } },
    },
    async (request) => {
      const { id } = request.params;
      const { text, enabled, version, reason = '' } = request.body;
      await change(app, request, async (tx, note) => {
        const before = await policies.find(tx, id);
        if (before === null || before.text === null) throw notFound('policy');
        const after = await app.access.savePolicy(tx, { by: askerOf(request), id, text, enabled, reason, version });
        await noteChange(note, 'policy.changed', before, after);
      });
      return shownOne(id);
    },
  );

  server.delete(
    '/api/policies/:id',
    {
      config: { ...manage, operation: 'policy.delete' },
      schema: { params: ById, querystring: Why, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id } = request.params;
      await change(app, request, async (tx, note) => {
        const before = await policies.find(tx, id);
        const { reason = '' } = request.query;
        await noteChange(
          note,
          'policy.deleted',
          before,
          await app.access.deletePolicy(tx, { by: askerOf(request), id, reason }),
        );
      });
      return reply.code(204).send(null);
    },
  );

  server.post(
    '/api/policies/:id/revert',
    {
      config: { ...manage, operation: 'policy.revert' },
      schema: { params: ById, body: PolicyRevert, response: { 200: Policy, 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { version, reason = `Back to version ${version}` } = request.body;
      const after = await change(app, request, async (tx, note) => {
        const before = await policies.find(tx, id);
        const reverted = await app.access.revertPolicy(tx, { by: askerOf(request), id, version, reason });
        await noteChange(note, 'policy.changed', before, reverted);
        return reverted;
      });
      // Back to a version that deleted it: there is nothing to show.
      if (after.text === null) return reply.code(204).send(null);
      return shownOne(id);
    },
  );
}
