import type { Identity } from '../../identity/identity.ts';
import type { Application } from '../application.ts';

/** What to call the person of an id; null if there is none. */
type Naming = (id: string) => string | null;

/**
 * The names that people gave themselves, for anybody to see. An address is a way to reach somebody and a way in: whoever
 * has set no name is called by it to themselves (`asks`) and to nobody else.
 */
export function namesOf(app: Application, ids: Iterable<string>, asks: string): Promise<Naming> {
  return called(app, ids, (identity) => {
    const address = identity.id === asks ? addressOf(app, identity) : null;
    return nameOf(identity) ?? address ?? 'Unnamed person';
  });
}

/** Their addresses, for those who have to know exactly who somebody is: anybody may call themselves anything. */
export function addressesOf(app: Application, ids: Iterable<string>): Promise<Naming> {
  return called(app, ids, (identity) => addressOf(app, identity));
}

/** Each person is looked up once. */
async function called(app: Application, ids: Iterable<string>, call: (identity: Identity) => string): Promise<Naming> {
  const names = new Map<string, string>();
  const look = async (id: string) => {
    const identity = await app.identities.byId(app.store.read, id);
    if (identity) names.set(id, call(identity));
  };
  await Promise.all(Array.from(new Set(ids), look));
  return (id) => names.get(id) ?? null;
}

const addressOf = ({ identities }: Application, { id, schemaId, traits }: Identity) =>
  identities.displayName(schemaId, traits, id);

/** `name.first name.last`, as far as they are set. */
export function nameOf({ traits }: Identity): string | null {
  const { first, last } = (traits['name'] ?? {}) as Record<string, unknown>;
  const set = [first, last].filter((part) => typeof part === 'string' && part.trim() !== '');
  return set.length === 0 ? null : set.join(' ');
}
