import type { Verb } from '../vocabulary.ts';
import type { CustomRole } from './custom-roles.ts';

/** What everybody does with a public jar; a role needs no rule for it. */
const everybodys: readonly Verb[] = ['discover', 'read', 'query'];

/** The policies that a role is made of: Cedar, by their ids; null for one that it does not need. */
export function rulesOf({ name, title, permissions, publicJars }: CustomRole): { id: string; text: string | null }[] {
  const { installation, jars } = ruleIds(name);
  const onJars = publicJars.filter((verb) => !everybodys.includes(verb)).map((verb) => `jar.${verb}`);
  return [
    {
      id: installation,
      text: rule(
        installation,
        `The role “${title}” gives ${permissions.join(', ')}.`,
        name,
        permissions,
        'Installation',
      ),
    },
    {
      id: jars,
      text: rule(jars, `The role “${title}” gives ${onJars.join(', ')} on public jars.`, name, onJars, 'Jar'),
    },
  ];
}

export const ruleIds = (name: string) => ({ installation: `role.${name}`, jars: `role.${name}.jars` });

function rule(
  id: string,
  sentence: string,
  role: string,
  actions: readonly string[],
  resource: 'Installation' | 'Jar',
): string | null {
  if (actions.length === 0) return null;
  const named = actions.map((action) => `Action::${quoted(action)}`).join(', ');
  const condition = resource === 'Jar' ? ' when { resource.type == "public" }' : '';
  return `@id(${quoted(id)})
@sentence(${quoted(sentence)})
permit (principal in Role::${quoted(role)}, action in [${named}], resource is ${resource})${condition};`;
}

/** A string of Cedar. A title is free text without control characters; of what is left, both escape the same two signs. */
const quoted = (text: string) => JSON.stringify(text);
