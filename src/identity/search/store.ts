import { sql } from 'kysely';
import type { Position } from '../../kernel/cursor.ts';
import type { Reader } from '../../store/store.ts';

export interface Found {
  ids: readonly string[] | undefined;
  /** Canonical: an address or a sign-in name. */
  identifier: string | undefined;
  /** A part of one, in lower case. */
  similar: string | undefined;
  /** Spellings of a part of an address, a sign-in name or the traits. */
  mentions: readonly string[] | undefined;
  state: 'active' | 'inactive' | undefined;
}

const contains = (column: string, part: string) => {
  const pattern = `%${part.replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`${sql.ref(column)} like ${pattern} escape '\\'`;
};

function matching(db: Reader, { ids, identifier, similar, mentions, state }: Found) {
  let query = db.selectFrom('identity');
  if (ids !== undefined) query = query.where('identity.id', 'in', ids.length > 0 ? ids : ['']);
  if (identifier !== undefined) {
    query = query.where('identity.id', 'in', (eb) =>
      eb
        .selectFrom('identity_address')
        .select('identity_id')
        .where('via', 'in', ['email', 'sms'])
        .where('value', '=', identifier)
        .union(
          eb
            .selectFrom('credential_identifier')
            .select('identity_id')
            .where('type', 'in', ['password', 'webauthn'])
            .where('value', '=', identifier),
        ),
    );
  }
  if (similar !== undefined) {
    const like = contains('value', similar);
    query = query.where('identity.id', 'in', (eb) =>
      eb
        .selectFrom('identity_address')
        .select('identity_id')
        .where(like)
        .union(eb.selectFrom('credential_identifier').select('identity_id').where(like)),
    );
  }
  if (mentions !== undefined) {
    query = query.where((eb) =>
      eb.or([
        eb(
          'identity.id',
          'in',
          eb
            .selectFrom('identity_address')
            .select('identity_id')
            .where((or) => or.or(mentions.map((part) => contains('value', part)))),
        ),
        ...mentions.map((part) => contains('traits', JSON.stringify(part).slice(1, -1))),
      ]),
    );
  }
  if (state !== undefined) query = query.where('identity.state', '=', state);
  return query;
}

/** Ids and times of creation of what fits, oldest first. */
export function selectPage(
  db: Reader,
  found: Found,
  { limit, offset, after }: { limit: number; offset: number; after: Position | null },
): Promise<{ id: string; created_at: number }[]> {
  let query = matching(db, found).select(['identity.id', 'identity.created_at']);
  if (after) {
    query = query.where(sql<boolean>`(identity.created_at, identity.id) > (${after.at}, ${after.id})`);
  }
  return query.orderBy('identity.created_at').orderBy('identity.id').limit(limit).offset(offset).execute();
}

export async function countMatching(db: Reader, found: Found): Promise<number> {
  const row = await matching(db, found)
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return Number(row.total);
}
