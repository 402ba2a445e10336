import type { RouteDeclaration } from './route.ts';

/** Where routes are served, and what they may name. */
export interface Listener {
  listener: 'public' | 'admin';
  /** The actions of the access policies. */
  actions: readonly string[];
}

type Auth = RouteDeclaration['auth'];

/** Whom each listener lets in: the public one does not look at the operator's token, the admin one at no session. */
const authsOf: Record<Listener['listener'], readonly Auth[]> = {
  public: ['none', 'optional', 'session', 'client'],
  admin: ['none', 'admin'],
};

/** The permissions that no policy decides, and who may ask; an action of the policies is decided about a session. */
const withoutPolicies = new Map<string, readonly Auth[]>([
  ['public', ['none', 'optional']],
  ['self', ['session', 'optional']],
  ['operator', ['admin']],
  ['application', ['client']],
]);
const authsFor = (permission: string): readonly Auth[] => withoutPolicies.get(permission) ?? ['session'];

/** Each rule: when a declaration breaks it, and how the sentence about the route goes on. */
const rules: [broken: (declared: RouteDeclaration, where: Listener, path: string) => boolean, sentence: string][] = [
  [({ tier }) => ![1, 2, 3, 4].includes(tier), 'has a tier that does not exist'],
  [({ auth }, { listener }) => !authsOf[listener].includes(auth), 'has an auth that this listener does not know'],
  [
    ({ permission }, { actions }) => !withoutPolicies.has(permission) && !actions.includes(permission),
    'has a permission that no policy knows',
  ],
  [
    ({ permission, auth }) => !authsFor(permission).includes(auth),
    'has an auth that its permission cannot be checked with',
  ],
  [
    ({ permission, auth, contract }) => permission === 'self' && auth === 'optional' && contract !== 'kratos',
    'leaves its own 401 to the handler, as only the routes of Kratos do',
  ],
  [
    ({ tier, auth }) => tier >= 3 && auth !== 'session' && auth !== 'admin',
    'is sensitive and lets in whoever has not signed in',
  ],
  [
    ({ resource, permission }, _where, path) =>
      resource !== undefined && (withoutPolicies.has(permission) || !/\/:id(\/|$)/.test(path)),
    'names a resource and asks nobody about the one in its path',
  ],
  [({ fresh = false, permission }) => fresh && permission !== 'self', 'wants a fresh proof where a policy decides'],
  [({ fresh = false, tier }) => fresh && tier >= 3, 'wants a fresh proof, which its tier asks for by itself'],
  [
    ({ byKey = false, auth, contract = 'api', tier }) =>
      byKey && (auth !== 'session' || contract !== 'api' || tier >= 3),
    'is open to API keys where no key may ever do',
  ],
  [
    ({ byKey = false, permission, beyondAccount = false }) => byKey && permission === 'self' && !beyondAccount,
    'opens somebody’s own account to their API keys',
  ],
  [({ unconfirmed, tier }) => unconfirmed !== undefined && tier >= 3, 'is sensitive and confirms nothing'],
];

/** What a request is whose body makes it another operation. No key opens that: a scope says what one means by it. */
export function escalated<Declared extends Omit<RouteDeclaration, 'escalation'>>(
  declared: Declared,
  { members: _, ...stricter }: NonNullable<RouteDeclaration['escalation']>,
): Declared {
  return { ...declared, byKey: false, ...stricter };
}

/** What is wrong with a route's declaration, as the end of a sentence; null if nothing is. */
export function brokenRule(declared: RouteDeclaration, where: Listener, path: string): string | null {
  const { escalation, ...plain } = declared;
  const variants = escalation ? [plain, escalated(plain, escalation)] : [plain];
  for (const variant of variants) {
    const broken = rules.find(([breaks]) => breaks(variant, where, path));
    if (broken) return broken[1];
  }
  if (escalation && (escalation.tier < plain.tier || escalation.members.length === 0)) return 'escalates to less';
  return null;
}
