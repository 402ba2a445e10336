import { createRulebooks, fitMembers, type Kinds, Misfit, type Rulebook } from '../access/rulebook/rulebook.ts';
import type { Reader } from '../store/store.ts';
import { type ClientApplication, trustedOf } from './client-application.ts';
import { entityOf, type FindEntity, type Named } from './entities.ts';
import { selectRules } from './store.ts';

/** A question of a client (AuthZEN 1.0 §5): may this subject do this to this resource, with what else it says. */
export interface AccessQuery {
  subject: Named;
  action: { name: string; properties: object };
  resource: Named;
  context: object;
}

export interface Ruling {
  allowed: boolean;
  /** Ids of the policies that decided. */
  policies: string[];
  /** What was sent or stored does not fit the schema, or a policy failed over it: refused without an answer. */
  unfit: boolean;
}

export interface Rulings {
  /** By the rules that hold now. Unknown types and actions are refused; nothing that a client sends is an error. */
  rule(db: Reader, application: ClientApplication, query: AccessQuery): Promise<Ruling>;
  kinds(db: Reader, application: ClientApplication): Promise<Kinds>;
}

/** Rulebooks that are open at once; an installation has a handful of applications. */
const mostOpen = 32;

const refused: Ruling = { allowed: false, policies: [], unfit: false };

export function createRulings({ find, alarm }: { find: FindEntity; alarm: (problem: string) => void }): Rulings {
  const rulebooks = createRulebooks({ capacity: mostOpen, alarm });

  const open = (db: Reader, { id, uid, rulesRevision }: ClientApplication): Promise<Rulebook> =>
    rulebooks.open(`${uid} ${rulesRevision}`, () => selectRules(db, id));

  return {
    kinds: async (db, application) => (await open(db, application)).kinds,

    async rule(db, application, { subject, action, resource, context }) {
      const rulebook = await open(db, application);
      const { kinds } = rulebook;
      const asked = kinds.actions.get(action.name);
      if (!asked?.principals.includes(subject.type) || !asked.resources.includes(resource.type)) return refused;
      try {
        const [ofSubject, ofResource] = said(application, { subject, resource });
        const principal = await entityOf(db, find, { application, kinds, named: subject, said: ofSubject });
        const thing = await entityOf(db, find, { application, kinds, named: resource, said: ofResource });
        const { allowed, failed, policies } = rulebook.ask({
          principal,
          action: action.name,
          resource: thing,
          context: fitMembers(asked.context, {
            ...trustedOf(application, 'context', context),
            // Whatever the context says of it: properties of the action have an allow-list of their own.
            action: trustedOf(application, 'action', action.properties),
          }),
        });
        return { allowed, policies: policies.map(({ id }) => id), unfit: failed };
      } catch (error) {
        if (error instanceof Misfit) return { ...refused, unfit: true };
        throw error;
      }
    },
  };
}

/** What counts of what a client says of the two. Of somebody who is asked about themselves, both. */
function said(application: ClientApplication, { subject, resource }: Pick<AccessQuery, 'subject' | 'resource'>) {
  const ofSubject = trustedOf(application, 'subject', subject.properties);
  const ofResource = trustedOf(application, 'resource', resource.properties);
  if (subject.type !== resource.type || subject.id !== resource.id) return [ofSubject, ofResource] as const;
  const both = { ...ofResource, ...ofSubject };
  return [both, both] as const;
}
