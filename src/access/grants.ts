import { canonicalEmail, type Identities } from '../identity/identity.ts';
import type { Clock } from '../kernel/clock.ts';
import { badRequest, notFound, StingError } from '../kernel/errors.ts';
import { uuid } from '../kernel/ids.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Reader, Tx } from '../store/store.ts';
import type { Access, AccessEntry, Grant, GrantSubject, JarFacts, Resources } from './access.ts';
import type { LoadFacts } from './facts.ts';
import * as store from './store.ts';
import { relations, strengthOf } from './vocabulary.ts';

interface Init extends Pick<Access, 'isRole'> {
  resources: Resources;
  identities: Pick<Identities, 'byId' | 'byAddress'>;
  load: LoadFacts;
  clock: Clock;
  random: Random;
}

type Grants = Pick<Access, 'publish' | 'unpublish' | 'grant' | 'revoke' | 'entries' | 'claimPending'>;

/** A grant needs this much of the jar; whoever holds less has nothing to give. */
const leastToShare = strengthOf('manager');

const exceeds = (message: string) => new StingError({ code: 'grant_exceeds_own', status: 403, message });

export function createGrants({ resources, identities, isRole, load, clock, random }: Init): Grants {
  /** How the subject is named and, if it is effective, whom it reaches. */
  async function resolve(tx: Tx, subject: GrantSubject): Promise<{ named: string; principal: string | null }> {
    const unknown = () => badRequest('unknown_subject', 'Nobody of that name can be given access.');
    if ('email' in subject) {
      const email = canonicalEmail(subject.email);
      if (email === null) throw unknown();
      const owner = await ownerOf(tx, email);
      return { named: `email:${email}`, principal: owner === null ? null : `user:${owner}` };
    }
    const { type, id } = subject;
    const known = {
      user: async () => (await identities.byId(tx, id)) !== null,
      team: () => store.teamExists(tx, id),
      role: () => isRole(tx, id),
    };
    if (!(await known[type]())) throw unknown();
    return { named: `${type}:${id}`, principal: `${type}:${id}` };
  }

  /** The identity for which this address is verified. */
  async function ownerOf(db: Reader, email: string): Promise<string | null> {
    const identity = await identities.byAddress(db, email);
    return identity?.addresses.some(({ value, verified }) => verified && value === email) ? identity.id : null;
  }

  /** Whether a name is that of the person themselves, by an address that is not verified as well. */
  async function isSelf(tx: Tx, by: string, named: string): Promise<boolean> {
    if (named === `user:${by}`) return true;
    const addresses = (await identities.byId(tx, by))?.addresses ?? [];
    return addresses.some(({ value }) => named === `email:${value}`);
  }

  async function jarOf(db: Reader, jarId: string): Promise<JarFacts> {
    const jar = await resources.jar(db, jarId);
    if (jar === null) throw notFound('Honey Jar');
    return jar;
  }

  const aclRow = ({ id, relation, expires_at }: store.GrantRow, principal: string, jar: JarFacts): store.AclRow => ({
    resource: jar.id,
    principal,
    grant_id: id,
    strength: strengthOf(relation),
    sensitivity: jar.sensitivity,
    created_at: jar.createdAt,
    expires_at,
  });

  return {
    async publish(tx, jar) {
      const base = [{ principal: `user:${jar.ownerId}`, strength: strengthOf('owner') }];
      if (jar.type === 'public') base.push({ principal: 'everyone', strength: strengthOf('viewer') });
      if (jar.type === 'team' && jar.teamId) {
        base.push({ principal: `team:${jar.teamId}`, strength: strengthOf('viewer') });
      }
      const facts = { resource: jar.id, sensitivity: jar.sensitivity, created_at: jar.createdAt };
      await store.replaceBaseRows(tx, facts, base);
      await store.bumpRevision(tx);
    },

    async unpublish(tx, jarId) {
      await store.deleteJar(tx, jarId);
      await store.bumpRevision(tx);
    },

    async grant(tx, { jarId, by, subject, relation, expiresAt }) {
      const now = clock();
      const jar = await jarOf(tx, jarId);
      if (!relations.includes(relation) || relation === 'owner') {
        throw badRequest('unknown_relation', 'A grant gives viewer, contributor, editor or manager.');
      }
      if (expiresAt !== null && expiresAt <= now) {
        throw badRequest('expiry_in_past', 'The end of the access lies in the past.');
      }
      if (jar.type === 'restricted' && jar.ownerId !== by) throw exceeds('Only its owner shares a restricted jar.');
      const least = Math.max(leastToShare, strengthOf(relation));
      const lasts = (until: number | null) => until === null || (expiresAt !== null && expiresAt <= until);
      const { held } = await load(tx, by, jarId, now);
      if (!held.some((way) => strengthOf(way.relation) >= least && lasts(way.expiresAt))) {
        throw exceeds('You cannot give more access than you have, nor for longer.');
      }
      const { named, principal } = await resolve(tx, subject);
      if (await isSelf(tx, by, named)) throw exceeds('You cannot give access to yourself.');

      const row: store.GrantRow = {
        id: uuid(random),
        jar_id: jarId,
        subject: named,
        principal,
        relation,
        expires_at: expiresAt,
        created_by: by,
        created_at: now,
      };
      await store.deleteGrant(tx, jarId, 'subject', named);
      await store.insertGrant(tx, row);
      if (principal !== null) await store.insertAcl(tx, aclRow(row, principal, jar));
      await store.bumpRevision(tx);
      return grantOf(row);
    },

    async revoke(tx, jarId, grantId) {
      const gone = await store.deleteGrant(tx, jarId, 'id', grantId);
      if (gone) await store.bumpRevision(tx);
      return gone;
    },

    async entries(db, jarId) {
      const jar = await jarOf(db, jarId);
      const entries: AccessEntry[] = [
        { subject: { type: 'user', id: jar.ownerId, email: null }, relation: 'owner', because: 'owner', grant: null },
      ];
      const viewer = { relation: 'viewer', grant: null } as const;
      if (jar.type === 'public') {
        entries.push({ ...viewer, subject: { type: 'everyone', id: null, email: null }, because: 'public' });
      }
      if (jar.type === 'team' && jar.teamId) {
        entries.push({ ...viewer, subject: { type: 'team', id: jar.teamId, email: null }, because: 'team' });
      }
      for (const grant of (await store.selectGrants(db, jarId, clock())).map(grantOf)) {
        entries.push({ subject: grant.subject, relation: grant.relation, because: 'grant', grant });
      }
      return entries;
    },

    async claimPending(tx, identityId, email) {
      const address = canonicalEmail(email);
      if (address === null || (await ownerOf(tx, address)) !== identityId) return 0;
      const principal = `user:${identityId}`;
      const claimed = await store.adoptGrants(tx, `email:${address}`, principal);
      for (const row of claimed) await store.insertAcl(tx, aclRow(row, principal, await jarOf(tx, row.jar_id)));
      if (claimed.length > 0) await store.bumpRevision(tx);
      return claimed.length;
    },
  };
}

/** As it was named: an address stays an address, so that the answer does not tell whether somebody has it. */
function grantOf(row: store.GrantRow): Grant {
  const colon = row.subject.indexOf(':');
  const [kind, name] = [row.subject.slice(0, colon), row.subject.slice(colon + 1)];
  return {
    id: row.id,
    jarId: row.jar_id,
    subject:
      kind === 'email'
        ? { type: 'user', id: null, email: name }
        : { type: kind as 'user' | 'team' | 'role', id: name, email: null },
    relation: row.relation,
    expiresAt: row.expires_at,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}
