import { StingError } from '../kernel/errors.ts';
import { localOrigin } from '../kernel/request.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Application } from './application.ts';
import { erase } from './erase.ts';

/** Something that would be left without anybody. */
export type Blocker = { code: 'last_owner' } | { code: 'owns_jars'; jars: { id: string; name: string }[] };

const peopleAtOnce = 100;
const postponedMs = 86_400_000;

/** What has to be given to somebody else, or deleted, before this person can go. */
export async function blockersOf({ access, jars }: Application, db: Reader, identityId: string): Promise<Blocker[]> {
  const { lastOwner, jars: owned } = await access.dependents(db, identityId);
  const found = await Promise.all(owned.map((id) => jars.get(db, id)));
  const named = found.flatMap((jar) => (jar ? [{ id: jar.id, name: jar.name }] : []));
  return [
    ...(lastOwner ? [{ code: 'last_owner' } as const] : []),
    ...(owned.length > 0 ? [{ code: 'owns_jars', jars: named } as const] : []),
  ];
}

/** A refusal that lists everything at once, so that nobody clears one thing only to hear of the next. */
export function blocked([first, ...others]: Blocker[]): StingError {
  const { code } = first!;
  const message =
    code === 'last_owner'
      ? 'An installation keeps at least one owner. Make somebody else owner first.'
      : 'You own Honey Jars that nobody else could delete. Give them to somebody else or delete them first.';
  return new StingError({ code, status: 409, message, extensions: { blockers: [first, ...others] } });
}

/** Deletes the accounts whose grace period is over, each in a transaction of its own; answers how many. */
export async function deleteDue(app: Application): Promise<number> {
  let deleted = 0;
  for (const id of await app.identities.deletionsDue(app.store.read, peopleAtOnce)) {
    if (await app.store.write((tx) => deleteOne(app, tx, id))) deleted++;
  }
  return deleted;
}

async function deleteOne(app: Application, tx: Tx, id: string): Promise<boolean> {
  const { identities, audit, clock } = app;
  const dueAt = await identities.deletionDueAt(tx, id);
  // Its owner may have kept it since it was listed.
  if (dueAt === null || dueAt > clock()) return false;
  const event = { outcome: 'success', actor: null, resource: `identity:${id}` } as const;
  const [blocker] = await blockersOf(app, tx, id);
  if (blocker) {
    await identities.postponeDeletion(tx, id, clock() + postponedMs);
    await audit.append(tx, { ...event, type: 'deletion.postponed', reason: blocker.code }, localOrigin);
    return false;
  }
  await audit.append(tx, { ...event, type: 'identity.deleted', reason: 'grace_over' }, localOrigin);
  await erase(app, tx, id);
  return true;
}
