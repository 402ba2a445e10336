import { badRequest } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import { canonicalIdentifier } from '../identifiers.ts';
import type { Identities, IdentityFilter } from '../identity.ts';
import type { identityReads } from '../store.ts';
import { countMatching, type Found, selectPage } from './store.ts';

/** The part of `Identities` by which an operator looks through them. */
export function searchFunctions(reads: ReturnType<typeof identityReads>): Pick<Identities, 'list' | 'count'> {
  return {
    async list(db, { limit, cursor, offset = 0, ...filter }) {
      const after = cursor === undefined ? null : decode(cursor);
      const page = await selectPage(db, foundBy(filter), { limit: limit + 1, offset, after });
      const shown = page.slice(0, limit);
      const last = page.length > limit ? shown.at(-1) : undefined;
      return {
        identities: await reads.byIds(
          db,
          shown.map(({ id }) => id),
        ),
        next: last ? encode(last) : null,
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

/** Opaque: where the next page goes on, which need not be an identity that is still there. */
function encode({ created_at, id }: { created_at: number; id: string }): string {
  return Buffer.from(`${created_at}.${id}`).toString('base64url');
}

function decode(cursor: string): { createdAt: number; id: string } {
  const [, createdAt, id] = /^(\d{1,15})\.(.+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (!isUuid(id)) throw badRequest('invalid_cursor', 'The page token is not one that this list gave.');
  return { createdAt: Number(createdAt), id };
}
