import type { AccessQuery, ClientApplication } from '../../applications/applications.ts';
import { breathe } from '../../kernel/breathe.ts';
import type { Position } from '../../kernel/cursor.ts';
import type { Application } from '../application.ts';
import type { OwnResources } from './own-resources.ts';

/** A page may hold less than `limit`, even nothing, while there is a next one. */
export interface FoundOwn {
  ids: string[];
  next: Position | null;
}

interface SearchInit {
  application: ClientApplication;
  query: AccessQuery;
  after: Position | null;
  limit: number;
}

/** A page ends before it has looked at everything, where most of it is refused. */
const mostLooked = 500;
const perBatch = 50;

/** Searches among STING's own jars and people. Everything that is found was decided one by one. */
export function createOwnSearch(app: Application, own: OwnResources) {
  const db = app.store.read;

  /** A batch of people who are related to the jar; where everybody is, in the order of the list of people. */
  async function related(jarId: string, after: Position | null, limit: number): Promise<FoundOwn> {
    const holders = await app.access.holders(db, { jarId, after: after?.id ?? '', limit });
    if (holders !== 'everybody') {
      return { ids: holders, next: holders.length < limit ? null : { at: 0, id: holders.at(-1)! } };
    }
    const cursor = after === null ? {} : { cursor: after.id };
    const { identities, next } = await app.identities.list(db, { state: 'active', limit, ...cursor });
    return { ids: identities.map(({ id }) => id), next: next === null ? null : { at: 0, id: next } };
  }

  return {
    /** Those who may, or may once they have proven what is asked for: nobody's session is known here. */
    async subjects({ application, query, after, limit }: SearchInit): Promise<FoundOwn> {
      const { resource, subject } = query;
      const ids: string[] = [];
      if (!application.ownResources || resource.type !== 'jar' || subject.type !== 'user') return { ids, next: null };
      let next = after;
      for (let looked = 0; looked < mostLooked && ids.length < limit; ) {
        const batch = await related(resource.id, next, Math.min(perBatch, limit - ids.length));
        looked += batch.ids.length;
        for (const id of batch.ids) {
          const asked = { ...query, subject: { type: 'user', id, properties: {} }, context: {} };
          const decision = await own.decide(application, asked);
          if (decision !== null && decision.effect !== 'deny') ids.push(id);
        }
        next = batch.next;
        if (next === null) break;
        await breathe();
      }
      return { ids, next };
    },

    /** The newest jars first. */
    async resources({ application, query, after, limit }: SearchInit): Promise<FoundOwn> {
      const ids: string[] = [];
      const asker = application.ownResources && query.resource.type === 'jar' && (await own.asker(application, query));
      if (!asker) return { ids, next: null };
      let before = after;
      for (let looked = 0; looked < mostLooked && ids.length < limit; ) {
        const page = await app.access.readable(db, {
          ...asker,
          limit: Math.min(perBatch, limit - ids.length),
          ...(before ? { before: { createdAt: before.at, jarId: before.id } } : {}),
        });
        // A page that shows nothing has looked at more than that.
        looked += Math.max(page.jars.length, perBatch);
        for (const { jarId: id } of page.jars) {
          const asked = { ...query, resource: { type: 'jar', id, properties: {} } };
          if ((await own.decide(application, asked))?.effect === 'allow') ids.push(id);
        }
        before = page.next && { at: page.next.createdAt, id: page.next.jarId };
        if (before === null) break;
        await breathe();
      }
      return { ids, next: before };
    },

    async actions(application: ClientApplication, query: AccessQuery): Promise<string[]> {
      const allowed: string[] = [];
      for (const name of own.actionsOn(query.resource)) {
        const decision = await own.decide(application, { ...query, action: { name, properties: {} } });
        if (decision?.effect === 'allow') allowed.push(name);
      }
      return allowed;
    },
  };
}
