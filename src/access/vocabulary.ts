import type { Tier } from '../assurance/tiers.ts';

/** From the weakest to the strongest; each includes the ones before it. */
export const relations = ['viewer', 'contributor', 'editor', 'manager', 'owner'] as const;
export type Relation = (typeof relations)[number];

export const verbs = [
  'discover',
  'read',
  'query',
  'upload',
  'edit',
  'approve',
  'share',
  'export',
  'delete',
  'administer',
] as const;
export type Verb = (typeof verbs)[number];

/** The actions of the policies that are about a jar. */
export const jarActions: readonly string[] = verbs.map((verb) => `jar.${verb}`);

export const jarTypes = ['public', 'private', 'team', 'restricted'] as const;
export type JarType = (typeof jarTypes)[number];

export const sensitivities = ['public', 'internal', 'confidential', 'restricted'] as const;
export type Sensitivity = (typeof sensitivities)[number];

/** Questions about signing in (src/access/sign-in.ts): no route asks them, and no role is compared by them. */
export const signInActions: readonly string[] = ['sign_in', 'sign_in.notify'];

/** The one of two labels that asks for more; nobody loses protection by a second one. */
export function stricter(a: Sensitivity, b: Sensitivity | null): Sensitivity {
  return b !== null && sensitivities.indexOf(b) > sensitivities.indexOf(a) ? b : a;
}

/**
 * The tier of each verb on a jar. Routes and the list of what a person may do read this table. Only deleting cannot be
 * taken back.
 */
export const verbTiers: Readonly<Record<Verb, Tier>> = {
  discover: 1,
  read: 1,
  query: 1,
  upload: 2,
  edit: 2,
  approve: 2,
  share: 3,
  export: 3,
  administer: 3,
  delete: 4,
};

/** Position of a relation from 1, 0 for none. */
export function strengthOf(relation: Relation | null): number {
  return relation === null ? 0 : relations.indexOf(relation) + 1;
}

export function relationOf(strength: number): Relation | null {
  return relations[strength - 1] ?? null;
}
