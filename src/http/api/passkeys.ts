import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { provenBeside } from '../../assurance/requirement.ts';
import type { Credential } from '../../identity/identity.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { notFound, StingError } from '../../kernel/errors.ts';
import { removable } from '../../methods/ways-in.ts';
import type { Reader } from '../../store/store.ts';
import type { PublicKeyCredentialRecord } from '../../webauthn/webauthn.ts';
import type { Application } from '../application.ts';
import { Passkey, PasskeyChange, PasskeyList } from './account-shapes.ts';
import { change } from './change.ts';
import { type Api, ById } from './typed.ts';

type PasskeyCredential = Credential<PublicKeyCredentialRecord>;

/** Passkeys, and security keys, which are looked after in the same way. */
const isKey = ({ type }: Credential) => type === 'passkey' || type === 'webauthn';

/** The passkeys of the person who asks, and what may be done with any of their keys. Somebody else's answers like one that does not exist. */
export function passkeyRoutes(server: Api, app: Application): void {
  const self = { auth: 'session', permission: 'self' } as const;

  const shown = ({ data, ...credential }: PasskeyCredential): Passkey => ({
    id: credential.id,
    name: credential.name,
    authenticator: app.webauthn.authenticatorName(data.aaguid),
    synced: data.backupState,
    backup_eligible: data.backupEligible,
    user_verification: data.uvInitialized,
    transports: data.transports,
    status: credential.status,
    added_at: rfc3339(credential.createdAt),
    last_used_at: credential.lastUsedAt === null ? null : rfc3339(credential.lastUsedAt),
    last_used_ip: credential.lastUsedIp,
  });

  /** Throws `proven_by_itself` (403) when the session was proven by this key alone. */
  function provenOtherwise({ person }: FastifyRequest, { id, type }: PasskeyCredential): void {
    const others = {
      session: person!.session.evidence,
      maxAgeSeconds: app.requirements.freshSeconds,
      now: app.clock(),
      mode: app.config['assurance.mode'],
    };
    if (!provenBeside({ method: type as 'passkey' | 'webauthn', credential: id }, others)) throw byItself();
  }

  async function own(db: Reader, identityId: string, id: string) {
    const credentials = await app.identities.credentials(db, identityId);
    const passkey = credentials.find((credential) => credential.id === id && isKey(credential));
    if (!passkey) throw notFound('passkey');
    return { passkey: passkey as PasskeyCredential, credentials };
  }

  server.get(
    '/api/me/passkeys',
    { config: { ...self, tier: 1, operation: 'passkey.list' }, schema: { response: { 200: PasskeyList } } },
    async (request) => {
      const { id } = request.person!.identity;
      const passkeys = await app.identities.credentials<PublicKeyCredentialRecord>(app.store.read, id, 'passkey');
      return { passkeys: passkeys.map(shown) };
    },
  );

  server.patch(
    '/api/me/passkeys/:id',
    {
      config: { ...self, tier: 2, operation: 'passkey.rename' },
      schema: { params: ById, body: PasskeyChange, response: { 200: Passkey } },
    },
    (request) =>
      change(app, request, async (tx, note) => {
        const { id } = request.person!.identity;
        const { passkey } = await own(tx, id, request.params.id);
        await app.identities.changeCredential(tx, passkey.id, { name: request.body.name.trim() });
        const type = passkey.type === 'passkey' ? 'passkey.renamed' : 'security_key.renamed';
        await note({ type, details: { passkey: passkey.id, from: passkey.name } });
        return shown((await own(tx, id, passkey.id)).passkey);
      }),
  );

  server.delete(
    '/api/me/passkeys/:id',
    {
      config: { ...self, tier: 3, operation: 'passkey.remove' },
      schema: { params: ById, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await change(app, request, async (tx, note) => {
        const { passkey, credentials } = await own(tx, request.person!.identity.id, request.params.id);
        if (!removable(credentials, passkey.id, app.flows.offered().first)) throw lastWayIn();
        provenOtherwise(request, passkey);
        await app.identities.removeCredential(tx, passkey.id);
        await app.sessions.revokeProvenBy(tx, passkey.identityId, passkey.id, request.person!.session.id);
        const type = passkey.type === 'passkey' ? 'passkey.removed' : 'security_key.removed';
        await note({ type, details: { passkey: passkey.id, name: passkey.name } });
      });
      return reply.code(204).send(null);
    },
  );

  for (const [verb, status, type] of [
    ['suspend', 'suspended', 'passkey.suspended'],
    ['resume', 'active', 'passkey.resumed'],
  ] as const) {
    server.post(
      `/api/me/passkeys/:id/${verb}`,
      {
        config: { ...self, tier: 3, operation: `passkey.${verb}` },
        schema: { params: ById, response: { 200: Passkey } },
      },
      (request) =>
        change(app, request, async (tx, note) => {
          const { id } = request.person!.identity;
          const { passkey, credentials } = await own(tx, id, request.params.id);
          if (passkey.status === status) return shown(passkey);
          if (status === 'suspended' && !removable(credentials, passkey.id, app.flows.offered().first))
            throw lastWayIn();
          await app.identities.changeCredential(tx, passkey.id, { status });
          if (status === 'suspended') {
            await app.sessions.revokeProvenBy(tx, id, passkey.id, request.person!.session.id);
          }
          await note({ type, details: { passkey: passkey.id, kind: passkey.type, name: passkey.name } });
          return shown({ ...passkey, status });
        }),
    );
  }
}

const byItself = () =>
  new StingError({
    code: 'proven_by_itself',
    status: 403,
    message: 'Sign in once more with another of your ways to sign in, then remove this one.',
  });

const lastWayIn = () =>
  new StingError({
    code: 'last_way_in',
    status: 409,
    message: 'This is your last way to sign in. Add another passkey first.',
  });
