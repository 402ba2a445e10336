import type { Policy, PolicyJson } from '../cedar.ts';
import type { Refuse } from '../policies/check.ts';
import { type Path, pathsOf } from '../policies/paths.ts';
import type { Kind, Kinds, Members } from './kinds.ts';

/**
 * Where a policy asks more of an entity that an attribute names than who it is. A question carries the two that it is
 * about and nothing of others, so such a policy would fail each time, and a failed question is refused.
 */
export function dereferences(kinds: Kinds, { json }: Policy): ReturnType<Refuse> {
  for (const [variable, ...path] of pathsOf(json)) {
    const word = rootsOf(kinds, json, variable!)
      .map((members) => beyondEntity(members, path))
      .find(Boolean);
    if (!word) continue;
    return {
      word,
      sentence: `Of “${word}” only who it is can be asked: compare it as a whole, or keep what you ask for beside it.`,
    };
  }
  return null;
}

/** The records that a variable of this policy can be. */
function rootsOf({ entities, actions }: Kinds, policy: PolicyJson, variable: string): Members[] {
  if (variable === 'context') return [...actions.values()].map(({ context }) => context);
  if (variable !== 'principal' && variable !== 'resource') return [];
  const scope = policy[variable];
  const types =
    scope.op === 'is'
      ? [scope.entity_type]
      : scope.op === '==' && 'entity' in scope
        ? ['__entity' in scope.entity ? scope.entity.__entity.type : scope.entity.type]
        : [...actions.values()].flatMap((action) => (variable === 'principal' ? action.principals : action.resources));
  return types.flatMap((type) => entities.get(type)?.attributes ?? []);
}

/** The attribute of the path that names an entity and is not its end. */
function beyondEntity(members: Members, [name, ...rest]: Path): string | null {
  const kind: Kind | undefined = name === undefined ? undefined : members.get(name)?.kind;
  if (kind === undefined || rest.length === 0) return null;
  if (kind.is === 'Entity') return name!;
  return kind.is === 'Record' ? beyondEntity(kind.members, rest) : null;
}
