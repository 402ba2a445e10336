import { type Asker, type Decision, jarActions, type Verb, verbTiers } from '../../access/access.ts';
import type { AccessQuery, ClientApplication } from '../../applications/applications.ts';
import type { Tier } from '../../assurance/tiers.ts';
import { canonicalEmail, type Identity } from '../../identity/identity.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { Application } from '../application.ts';
import { mustEnrol } from '../must-enrol.ts';
import type { DeclaredRoute } from '../route.ts';

const ownTypes = ['jar', 'installation'];
/** There is one installation. */
const installationId = 'sting';

/** Whether a resource is STING's own: a jar, or the installation itself. */
export const isOwn = ({ resource }: Pick<AccessQuery, 'resource'>): boolean => ownTypes.includes(resource.type);

type Asked = Pick<AccessQuery, 'subject' | 'context'>;

export interface OwnResources {
  /** As whoever is named would be answered themselves. Null: nobody of that name, or nothing that one could ask. */
  decide(application: ClientApplication, query: AccessQuery): Promise<Decision | null>;
  /** The actions that one could ask about this resource. */
  actionsOn(resource: AccessQuery['resource']): readonly string[];
  /**
   * Who asks, with the proofs of the session that a trusted client names; null for somebody whom STING would not let
   * further than their own account.
   */
  asker(application: ClientApplication, asked: Asked): Promise<Asker | null>;
}

export function createOwnResources(app: Application, routes: readonly DeclaredRoute[]): OwnResources {
  const db = app.store.read;
  const installationActions = app.access.actions.filter((action) => !jarActions.includes(action));

  /** The strictest that STING asks for itself: an answer must not open more than what it stands for. */
  function tierOf(permission: string): Tier {
    if (jarActions.includes(permission)) return verbTiers[permission.slice('jar.'.length) as Verb];
    const tiers = routes.filter((route) => route.permission === permission).map(({ tier }) => tier);
    return tiers.length === 0 ? 4 : (Math.max(...tiers) as Tier);
  }

  /** By identity id or verified e-mail. */
  async function personOf({ type, id }: AccessQuery['subject']): Promise<Identity | null> {
    if (type !== 'user') return null;
    const identity = isUuid(id) ? await app.identities.byId(db, id) : await byEmail(id);
    return identity?.state === 'active' && !app.flows.mustVerify(identity) ? identity : null;
  }

  async function byEmail(text: string): Promise<Identity | null> {
    const email = canonicalEmail(text);
    const identity = email === null ? null : await app.identities.byAddress(db, email);
    return identity?.addresses.some(({ value, verified }) => value === email && verified) ? identity : null;
  }

  async function evidenceOf({ trusted }: ClientApplication, { context }: Asked, identityId: string) {
    const session = Object.hasOwn(context, 'session') ? (context as { session: unknown }).session : null;
    // `context.*` is about the rules of the application; whose session counts is said by name.
    if (!trusted.includes('context.session') || typeof session !== 'string') return [];
    const found = await app.sessions.authenticateById(session, { background: true });
    return found?.identity.id === identityId && !found.session.limited ? found.session.evidence : [];
  }

  const own: OwnResources = {
    actionsOn({ type, id }) {
      if (type === 'jar') return jarActions;
      return type === 'installation' && id === installationId ? installationActions : [];
    },

    async asker(application, asked) {
      const identity = await personOf(asked.subject);
      if (identity === null) return null;
      const evidence = await evidenceOf(application, asked, identity.id);
      if (await mustEnrol(app, db, { identity, session: { evidence } })) return null;
      // Nobody's request is behind the question: the address is the client's.
      return { subject: identity.id, proofs: { session: evidence, action: [] }, from: null };
    },

    async decide(application, query) {
      const { action, resource } = query;
      if (!application.ownResources || !own.actionsOn(resource).includes(action.name)) return null;
      const asker = await own.asker(application, query);
      const jar = resource.type === 'jar' ? resource.id : null;
      return asker && app.access.decide(db, { ...asker, permission: action.name, tier: tierOf(action.name), jar });
    },
  };
  return own;
}
