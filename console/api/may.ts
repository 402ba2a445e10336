import type { Jar } from '../../src/http/api/shapes.ts';

type Relation = NonNullable<Jar['my']['relation']>;
type Verb = NonNullable<Jar['my']['may']>[number];

/** From the weakest to the strongest. */
const relations = ['viewer', 'contributor', 'editor', 'manager', 'owner'] as const satisfies readonly Relation[];

const rules: Partial<Record<Verb, { doing: string; from: Relation }>> = {
  upload: { doing: 'Uploading', from: 'contributor' },
  edit: { doing: 'Editing', from: 'editor' },
  approve: { doing: 'Approving uploads', from: 'editor' },
  share: { doing: 'Sharing', from: 'manager' },
  delete: { doing: 'Deleting', from: 'owner' },
  administer: { doing: 'Changing who may see it', from: 'owner' },
};

/**
 * Why the person may not do this with the jar, in a sentence for the disabled control; null if they may. `as` names what
 * they want to do where it is not the verb itself.
 */
export function whyNot({ my, type, owner }: Jar, verb: keyof typeof rules, as?: string): string | null {
  if (my.may?.includes(verb)) return null;
  const { from } = rules[verb]!;
  const doing = as ?? rules[verb]!.doing;
  const enough = my.relation !== null && relations.indexOf(my.relation) >= relations.indexOf(from);
  if (!enough) {
    const yours = my.relation
      ? ` You are ${my.relation === 'owner' || my.relation === 'editor' ? 'an' : 'a'} ${my.relation}.`
      : '';
    return from === 'owner'
      ? `${doing} is for the owner, ${owner.name}.${yours}`
      : `${doing} is for ${from}s and above.${yours} Ask ${owner.name}.`;
  }
  return verb === 'share' && type === 'restricted'
    ? `Only the owner, ${owner.name}, shares a jar that is open by name only.`
    : `${doing} is not allowed here by the rules of this installation.`;
}

/** Nobody gives more than they hold. */
export function grantable({ my }: Jar): Relation[] {
  // Ownership is not shared.
  return my.relation === null
    ? []
    : relations.slice(0, relations.indexOf(my.relation) + 1).filter((each) => each !== 'owner');
}
