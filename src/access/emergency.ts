import type { Reader } from '../store/store.ts';
import type { Asker, Question } from './access.ts';
import type { Deciding } from './decide.ts';
import type { Engine } from './engine.ts';
import type { LoadSubject } from './facts.ts';
import type { Policies } from './policies/policies.ts';

export interface Emergency {
  /** Whether a sealed code opened the session that asks, and its person may still open one. */
  inEmergency(db: Reader, asker: Pick<Asker, 'subject' | 'from' | 'breakGlass'>): Promise<boolean>;
  /** The rules by which a question is decided. */
  rulesFor(db: Reader, question: Question): Promise<Engine>;
}

interface Init {
  policies: Pick<Policies, 'current' | 'unforbidden'>;
  loadSubject: LoadSubject;
  grounds: Deciding['grounds'];
}

const opening = 'break_glass.open';

/** How a lock-out is undone. */
const waysOut: readonly string[] = ['policy.read', 'policy.manage', 'role.assign'];

/**
 * The day on which the rules themselves shut everybody out: no rule of administrators keeps a sealed code from being opened,
 * nor whoever opened one from putting the rules right. STING's own rules hold, and in jars all of them do.
 */
export function createEmergency({ policies, loadSubject, grounds }: Init): Emergency {
  async function inEmergency(db: Reader, { subject: id, from, breakGlass }: Parameters<Emergency['inEmergency']>[1]) {
    if (!breakGlass) return false;
    const subject = await loadSubject(db, id);
    return grounds(await policies.unforbidden(db), subject.roles, opening, null, { subject, from }).allowed;
  }

  return {
    inEmergency,

    async rulesFor(db, question) {
      const { permission } = question;
      const free = permission === opening || (waysOut.includes(permission) && (await inEmergency(db, question)));
      return free ? policies.unforbidden(db) : policies.current(db);
    },
  };
}
