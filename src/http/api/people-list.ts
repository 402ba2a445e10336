import type { Identity, IdentityFilter } from '../../identity/identity.ts';
import { badRequest } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { Application } from '../application.ts';
import { nameOf } from './names.ts';

interface Wanted {
  q?: string;
  role?: string;
  state?: 'active' | 'suspended';
  limit: number;
  cursor?: string;
}

interface Found {
  people: Identity[];
  next: string | null;
}

/** How much one request looks at before it answers with what it has: a page may hold less than asked and still go on. */
const mostReads = 20;
const holdersAtOnce = 200;

/** A page of people whose name or address holds `q`, with this role and state. Throws `invalid_cursor` (400). */
export function findPeople(app: Application, { q, role, state, ...page }: Wanted): Promise<Found> {
  const words = q?.trim().toLowerCase();
  const filter: IdentityFilter = {
    ...(words ? { mentions: q!.trim() } : {}),
    ...(state ? { state: state === 'active' ? 'active' : 'inactive' } : {}),
  };
  // The database looks through all that is written of a person; what counts is how they are called.
  const fits = (identity: Identity) =>
    !words ||
    [nameOf(identity) ?? '', ...identity.addresses.map(({ value }) => value)].some((text) =>
      text.toLowerCase().includes(words),
    );
  return role === undefined ? everybody(app, filter, fits, page) : holders(app, role, filter, fits, page);
}

type Page = Pick<Wanted, 'limit' | 'cursor'>;

/** Those who came first are first. */
async function everybody(
  { identities, store }: Application,
  filter: IdentityFilter,
  fits: (identity: Identity) => boolean,
  { limit, cursor }: Page,
): Promise<Found> {
  const people: Identity[] = [];
  let at = cursor;
  for (let read = 0; read < mostReads && people.length < limit; read++) {
    const page = await identities.list(store.read, {
      ...filter,
      limit: limit - people.length,
      ...(at === undefined ? {} : { cursor: at }),
    });
    people.push(...page.identities.filter(fits));
    if (page.next === null) return { people, next: null };
    at = page.next;
  }
  return { people, next: at ?? null };
}

/** In the order of their ids, which is as good as any. */
async function holders(
  { access, identities, store }: Application,
  role: string,
  filter: IdentityFilter,
  fits: (identity: Identity) => boolean,
  { limit, cursor }: Page,
): Promise<Found> {
  if (cursor !== undefined && !isUuid(cursor)) {
    throw badRequest('invalid_cursor', 'The page token is not one that this list gave.');
  }
  const all = (await access.peopleWithRole(store.read, role)).sort();
  const left = cursor === undefined ? all : all.filter((id) => id > cursor);
  const people: Identity[] = [];
  while (left.length > 0) {
    const ids = left.splice(0, holdersAtOnce);
    const page = await identities.list(store.read, { ...filter, ids, limit: holdersAtOnce });
    people.push(...page.identities.filter(fits).sort((a, b) => (a.id < b.id ? -1 : 1)));
    if (people.length > limit) {
      people.length = limit;
      return { people, next: people.at(-1)!.id };
    }
  }
  return { people, next: null };
}
