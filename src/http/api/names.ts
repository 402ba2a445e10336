import type { Application } from '../application.ts';

/** The names to show for these identity ids, each person looked up once; nobody's id has none. */
export async function namesOf(app: Application, ids: Iterable<string>): Promise<(id: string) => string | null> {
  const names = new Map<string, string>();
  const look = async (id: string) => {
    const identity = await app.identities.byId(app.store.read, id);
    if (identity) names.set(id, app.identities.displayName(identity.schemaId, identity.traits, id));
  };
  await Promise.all(Array.from(new Set(ids), look));
  return (id) => names.get(id) ?? null;
}
