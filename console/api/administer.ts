import type { PersonInFull } from '../../src/http/api/people-shapes.ts';

const doing: Record<PersonInFull['may'][number], string> = {
  'person.change': 'Changing details',
  'person.classify': 'Changing what rules know',
  'person.suspend': 'Suspending people',
  'person.end_sessions': 'Signing people out',
  'person.reset_factors': 'Taking proofs away',
  'role.assign': 'Giving and taking roles',
};

/** Why the caller may not do this to the person, in a sentence for the disabled control; null if they may. */
export function whyNotTo(person: PersonInFull, action: PersonInFull['may'][number], own: boolean): string | null {
  if (person.may.includes(action)) return null;
  if (own) return 'You cannot administer yourself. Use your account page, or ask somebody else.';
  // Whoever may end sessions may see that more is possible with others.
  return `${doing[action]} needs another role here, or this person may do more than you.`;
}
