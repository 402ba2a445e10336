import { cursorAt, positionOf } from '../../kernel/cursor.ts';
import { isUuid } from '../../kernel/ids.ts';
import { canonicalIdentifier } from '../identifiers.ts';
import type { Identities, IdentityFilter } from '../identity.ts';
import type { identityReads } from '../store.ts';
import { countMatching, type Found, selectPage } from './store.ts';

/** Whatever is looked for, the order is the same: a cursor goes on in another search too. */
const list = ['identities'];

/** The part of `Identities` by which an operator looks through them. */
export function searchFunctions(reads: ReturnType<typeof identityReads>): Pick<Identities, 'list' | 'count'> {
  return {
    async list(db, { limit, cursor, offset = 0, ...filter }) {
      const after = cursor === undefined ? null : positionOf(cursor, list);
      const page = await selectPage(db, foundBy(filter), { limit: limit + 1, offset, after });
      const shown = page.slice(0, limit);
      const last = page.length > limit ? shown.at(-1) : undefined;
      return {
        identities: await reads.byIds(
          db,
          shown.map(({ id }) => id),
        ),
        next: last ? cursorAt({ at: last.created_at, id: last.id }, list) : null,
      };
    },

    count: (db, filter = {}) => countMatching(db, foundBy(filter)),
  };
}

function foundBy({ ids, identifier, similar, mentions, state }: IdentityFilter): Found {
  return {
    ids: ids?.filter(isUuid),
    identifier: identifier === undefined ? undefined : canonicalIdentifier(identifier),
    similar: similar === undefined ? undefined : similar.trim().toLowerCase(),
    mentions: mentions === undefined ? undefined : spellings(mentions.trim()),
    state,
  };
}

/** Databases fold the case of ASCII alone, so a name is looked for as it is typed and as names are written too. */
function spellings(text: string): string[] {
  const lower = text.toLowerCase();
  const capitalised = lower.replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase());
  return [...new Set([lower, text, capitalised])];
}
