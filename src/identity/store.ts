import { prepared } from '../store/prepared.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Address, Credential, CredentialType, Identity } from './identity.ts';

export interface IdentityTable {
  id: string;
  schema_id: string;
  state: Identity['state'];
  state_changed_at: number;
  traits: string;
  metadata_public: string | null;
  metadata_admin: string | null;
  external_id: string | null;
  user_handle: string;
  created_at: number;
  updated_at: number;
}

export interface AddressTable {
  id: string;
  identity_id: string;
  via: Address['via'];
  value: string;
  verifiable: number;
  recovery: number;
  verified_at: number | null;
  sent_at: number | null;
  created_at: number;
  updated_at: number;
}

interface CredentialTable {
  id: string;
  identity_id: string;
  type: CredentialType;
  identifier: string | null;
  name: string;
  status: Credential['status'];
  data: string;
  created_at: number;
  last_used_at: number | null;
  last_used_ip: string | null;
}

declare module '../store/store.ts' {
  interface Tables {
    identity: IdentityTable;
    identity_address: AddressTable;
    credential: CredentialTable;
  }
}

/** An identity with one of its addresses; without any address the columns of the address are null. */
type JoinedRow = IdentityTable & { [K in keyof AddressTable as `address_${K}`]: AddressTable[K] | null };

const parsed = (json: string | null) => (json === null ? null : JSON.parse(json));

function toIdentity(rows: JoinedRow[]): Identity | null {
  const row = rows[0];
  if (!row) return null;
  return {
    id: row.id,
    schemaId: row.schema_id,
    state: row.state,
    stateChangedAt: row.state_changed_at,
    traits: JSON.parse(row.traits),
    metadataPublic: parsed(row.metadata_public),
    metadataAdmin: parsed(row.metadata_admin),
    externalId: row.external_id,
    userHandle: row.user_handle,
    addresses: rows
      .filter((joined) => joined.address_id !== null)
      .map(toAddress)
      .sort(oldestFirst),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Here and not in SQL, where it would cost every `whoami` a sorter for what is mostly one row. */
function oldestFirst(a: Address, b: Address): number {
  return a.createdAt - b.createdAt || (a.value < b.value ? -1 : 1);
}

function toAddress(row: JoinedRow): Address {
  return {
    id: row.address_id!,
    value: row.address_value!,
    via: row.address_via!,
    verifiable: row.address_verifiable === 1,
    recovery: row.address_recovery === 1,
    verified: row.address_verified_at !== null,
    verifiedAt: row.address_verified_at,
    sentAt: row.address_sent_at,
    createdAt: row.address_created_at!,
    updatedAt: row.address_updated_at!,
  };
}

function toCredential<Data>(row: CredentialTable): Credential<Data> {
  return {
    id: row.id,
    identityId: row.identity_id,
    type: row.type,
    identifier: row.identifier,
    name: row.name,
    status: row.status,
    data: JSON.parse(row.data) as Data,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    lastUsedIp: row.last_used_ip,
  };
}

function joined(db: Reader) {
  return db
    .selectFrom('identity')
    .leftJoin('identity_address as address', 'address.identity_id', 'identity.id')
    .selectAll('identity')
    .select([
      'address.id as address_id',
      'address.identity_id as address_identity_id',
      'address.via as address_via',
      'address.value as address_value',
      'address.verifiable as address_verifiable',
      'address.recovery as address_recovery',
      'address.verified_at as address_verified_at',
      'address.sent_at as address_sent_at',
      'address.created_at as address_created_at',
      'address.updated_at as address_updated_at',
    ]);
}

/** The reads; the identity comes in one statement with its addresses, since `whoami` waits for it. */
export function identityReads() {
  const byId = prepared((db: Reader, id: string) => joined(db).where('identity.id', '=', id));
  const byUserHandle = prepared((db: Reader, handle: string) => joined(db).where('identity.user_handle', '=', handle));
  const byExternalId = prepared((db: Reader, id: string) => joined(db).where('identity.external_id', '=', id));
  const ownerOf = prepared((db: Reader, via: Address['via'], value: string) =>
    db.selectFrom('identity_address').select('identity_id').where('via', '=', via).where('value', '=', value),
  );
  const credentials = prepared((db: Reader, identityId: string) =>
    db.selectFrom('credential').selectAll().where('identity_id', '=', identityId).orderBy('created_at').orderBy('id'),
  );
  const credential = prepared((db: Reader, identifier: string) =>
    db.selectFrom('credential').selectAll().where('identifier', '=', identifier),
  );

  return {
    byId: async (db: Reader, id: string) => toIdentity(await byId(db, id)),
    byUserHandle: async (db: Reader, handle: string) => toIdentity(await byUserHandle(db, handle)),
    byExternalId: async (db: Reader, id: string) => toIdentity(await byExternalId(db, id)),
    /** In the order of the ids, as far as they are there. */
    async byIds(db: Reader, ids: readonly string[]): Promise<Identity[]> {
      if (ids.length === 0) return [];
      const rows = await joined(db).where('identity.id', 'in', ids).execute();
      const byIdentity = Map.groupBy(rows, ({ id }) => id);
      return ids.map((id) => toIdentity(byIdentity.get(id) ?? [])).filter((identity) => identity !== null);
    },
    /** The id of the identity that has this canonical address. */
    ownerOf: async (db: Reader, via: Address['via'], value: string) =>
      (await ownerOf(db, via, value))[0]?.identity_id ?? null,
    credentials: async <Data>(db: Reader, identityId: string) =>
      (await credentials(db, identityId)).map((row) => toCredential<Data>(row)),
    credential: async <Data>(db: Reader, identifier: string) => {
      const row = (await credential(db, identifier))[0];
      return row ? toCredential<Data>(row) : null;
    },
  };
}

export function insertIdentity(tx: Tx, row: IdentityTable) {
  return tx.insertInto('identity').values(row).execute();
}

export async function deleteIdentity(tx: Tx, id: string): Promise<boolean> {
  return (await tx.deleteFrom('identity').where('id', '=', id).executeTakeFirst()).numDeletedRows === 1n;
}

/** Answers whether there was one of this id. */
export async function updateIdentity(tx: Tx, id: string, change: Partial<IdentityTable>): Promise<boolean> {
  return changed(await tx.updateTable('identity').set(change).where('id', '=', id).executeTakeFirst());
}

/** Fails with a unique violation when anybody has one of these addresses. */
export async function insertAddresses(tx: Tx, rows: AddressTable[]): Promise<void> {
  if (rows.length > 0) await tx.insertInto('identity_address').values(rows).execute();
}

export function updateAddress(tx: Tx, id: string, change: Partial<AddressTable>) {
  return tx.updateTable('identity_address').set(change).where('id', '=', id).execute();
}

/** Changes the address of this value if it is this identity's; answers whether it is. */
export async function updateAddressOf(
  tx: Tx,
  identityId: string,
  { via, value }: Pick<AddressTable, 'via' | 'value'>,
  change: Partial<AddressTable>,
): Promise<boolean> {
  const update = tx
    .updateTable('identity_address')
    .set(change)
    .where('identity_id', '=', identityId)
    .where('via', '=', via)
    .where('value', '=', value);
  return changed(await update.executeTakeFirst());
}

export async function deleteAddresses(tx: Tx, ids: string[]): Promise<void> {
  if (ids.length > 0) await tx.deleteFrom('identity_address').where('id', 'in', ids).execute();
}

/** Fails with a unique violation when anybody has this identifier. */
export function insertCredential(tx: Tx, row: CredentialTable) {
  return tx.insertInto('credential').values(row).execute();
}

export async function updateCredential(tx: Tx, id: string, change: Partial<CredentialTable>): Promise<boolean> {
  return changed(await tx.updateTable('credential').set(change).where('id', '=', id).executeTakeFirst());
}

export async function deleteCredential(tx: Tx, id: string): Promise<boolean> {
  return (await tx.deleteFrom('credential').where('id', '=', id).executeTakeFirst()).numDeletedRows === 1n;
}

function changed({ numUpdatedRows }: { numUpdatedRows: bigint }): boolean {
  return numUpdatedRows === 1n;
}
