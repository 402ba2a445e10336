import type { FastifyRequest } from 'fastify';
import type { AuditEvent, EventType } from '../../audit/audit.ts';
import type { Identity } from '../../identity/identity.ts';
import { badRequest, notFound } from '../../kernel/errors.ts';
import { isUuid, uuid } from '../../kernel/ids.ts';
import type { Tx } from '../../store/store.ts';
import type { Application } from '../application.ts';
import { erase } from '../erase.ts';
import { isListedType, unknownType } from './identity-credentials.ts';
import { readImport } from './identity-import.ts';
import type { CreateBody, PatchedBody, ReplaceBody } from './identity-shapes.ts';
import { addressStatuses, checkedTraits } from './identity-traits.ts';

/** What the operator did to somebody, for the audit and for the notice to the person. */
export interface OperatorChange {
  type: Extract<EventType, 'identity.created' | 'identity.changed' | 'identity.deleted' | 'credential.removed'>;
  identity: Identity;
  details: NonNullable<AuditEvent['details']>;
}

const operatorData = ({ metadata_public, metadata_admin, external_id, state }: Partial<PatchedBody>) => ({
  metadataPublic: metadata_public ?? null,
  metadataAdmin: metadata_admin ?? null,
  externalId: external_id || null,
  ...(state === undefined ? {} : { state }),
});

/** What the operator can do to identities: each change in one transaction with its event and the notice about it. */
export function identityChanges(app: Application) {
  const { store, identities, sessions, access, audit, clock, random } = app;

  async function writeDown(tx: Tx, { routeOptions, from }: FastifyRequest, change: OperatorChange): Promise<void> {
    const { type, identity, details } = change;
    const operation = routeOptions.config.operation!;
    const resource = `identity:${identity.id}`;
    await audit.append(tx, { type, outcome: 'success', actor: null, operation, resource, details }, from);
    await app.tellPerson?.(tx, change);
  }

  /** Grants that waited for an address take effect once the operator vouches for it. */
  async function claim(tx: Tx, { id, addresses }: Identity): Promise<void> {
    for (const { via, verified, value } of addresses) {
      if (via === 'email' && verified) await access.claimPending(tx, id, value);
    }
  }

  async function known(tx: Tx, id: string): Promise<Identity> {
    const identity = isUuid(id) ? await identities.byId(tx, id) : null;
    if (!identity) throw notFound('identity');
    return identity;
  }

  async function settle(tx: Tx, request: FastifyRequest, before: Identity, after: Identity, imported: string[]) {
    await claim(tx, after);
    // Sessions of somebody who was shut out must not come back to life with them.
    if (after.state === 'inactive') await sessions.revokeAll(tx, after.id);
    const details = { changed: changedMembers(before, after).join(' '), ...importedDetail(imported) };
    await writeDown(tx, request, { type: 'identity.changed', identity: after, details });
    return after;
  }

  return {
    async create(request: FastifyRequest, body: CreateBody): Promise<Identity> {
      const traits = checkedTraits(app, body.schema_id, body.traits);
      const { types, userHandle, store: storeCredentials } = await readImport(app, body.credentials);
      return store.write(async (tx) => {
        const identity = await identities.create(tx, {
          id: uuid(random),
          userHandle: userHandle ?? random(64).toString('base64url'),
          schemaId: body.schema_id,
          traits,
          addressesVerified: false,
          addresses: addressStatuses(body.verifiable_addresses, clock()),
          ...operatorData(body),
        });
        await storeCredentials(tx, identity.id);
        await claim(tx, identity);
        const details = { schema: identity.schemaId, ...importedDetail(types) };
        await writeDown(tx, request, { type: 'identity.created', identity, details });
        return identity;
      });
    },

    async replace(request: FastifyRequest, id: string, body: ReplaceBody): Promise<Identity> {
      const traits = checkedTraits(app, body.schema_id, body.traits);
      const { types, userHandle, store: storeCredentials } = await readImport(app, body.credentials);
      return store.write(async (tx) => {
        const before = await known(tx, id);
        if (userHandle !== null && userHandle !== before.userHandle) {
          throw badRequest('invalid_credential', 'The keys belong to another user handle than this identity has.');
        }
        const values = { ...operatorData(body), state: body.state, schemaId: body.schema_id, traits };
        const after = await identities.replace(tx, id, values);
        await storeCredentials(tx, id);
        return settle(tx, request, before, after, types);
      });
    },

    /** `change` makes the new members from the stored identity, inside the transaction. */
    patch: (request: FastifyRequest, id: string, change: (identity: Identity) => PatchedBody): Promise<Identity> =>
      store.write(async (tx) => {
        const before = await known(tx, id);
        const body = change(before);
        const after = await identities.replace(tx, id, {
          ...operatorData(body),
          state: body.state,
          schemaId: body.schema_id,
          traits: checkedTraits(app, body.schema_id, body.traits),
          addresses: addressStatuses(body.verifiable_addresses, clock()),
        });
        return settle(tx, request, before, after, []);
      }),

    remove: (request: FastifyRequest, id: string): Promise<void> =>
      store.write(async (tx) => {
        const identity = await known(tx, id);
        await writeDown(tx, request, { type: 'identity.deleted', identity, details: {} });
        await erase(app, tx, id);
      }),

    /**
     * Takes away all credentials of a type, or the one key that `identifier` names. All sessions end: whatever was wrong
     * with the credential, somebody may have used it.
     */
    removeCredentials: (request: FastifyRequest, id: string, type: string, identifier?: string): Promise<void> => {
      if (!isListedType(type)) throw unknownType();
      if (type === 'code') throw badRequest('not_removable', 'Codes go to an address. Change the traits instead.');
      return store.write(async (tx) => {
        const identity = await known(tx, id);
        const rows = (await identities.credentials(tx, id, type)).filter(
          (credential) => identifier === undefined || credential.identifier === keyId(identifier),
        );
        const codes = type === 'lookup_secret' ? (await app.backupCodes.count(tx, id)).total : 0;
        if (rows.length === 0 && codes === 0) throw notFound('credential');
        for (const credential of rows) await identities.removeCredential(tx, credential.id);
        if (codes > 0) await app.backupCodes.remove(tx, id);
        const details = { type, credentials: Math.max(rows.length, Number(codes > 0)) };
        await sessions.revokeAll(tx, id);
        await writeDown(tx, request, { type: 'credential.removed', identity, details });
      });
    },
  };
}

/** A key's id as this API writes it (base64), or as WebAuthn does (base64url). */
const keyId = (identifier: string) => Buffer.from(identifier, 'base64').toString('base64url');

const importedDetail = (types: readonly string[]) => (types.length > 0 ? { imported: types.join(' ') } : {});

const compared = ['schemaId', 'traits', 'state', 'metadataPublic', 'metadataAdmin', 'externalId', 'addresses'] as const;

/** Names only: values are personal. */
function changedMembers(before: Identity, after: Identity): string[] {
  return compared.filter((member) => JSON.stringify(before[member]) !== JSON.stringify(after[member]));
}
