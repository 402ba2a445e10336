import { isDeepStrictEqual } from 'node:util';
import type { TraitCheck, TraitProblem } from './identity.ts';
import { isPrivileged } from './privileged.ts';
import { pointerOf } from './problems.ts';
import type { IdentitySchema } from './schemas.ts';
import { setValue, valueAt } from './trait.ts';

/**
 * What a person says of themselves. A form does not send the fields that it does not let them fill, so an absent one
 * keeps its value; one that is there has to be what it was.
 */
export function checkOwn(schema: IdentitySchema, given: unknown, current: Record<string, unknown> | null): TraitCheck {
  const held = heldBack(schema, given);
  const values = JSON.parse(JSON.stringify(given ?? null));
  for (const path of held) {
    const kept = valueAt(current, path);
    if (kept !== undefined && valueAt(values, path) === undefined) setValue(values, path, kept);
  }
  const result = schema.check(values);
  const touched = held.filter((path) => {
    const said = 'traits' in result ? valueAt(result.traits, path) : valueAt(values, path);
    return !isDeepStrictEqual(said, valueAt(current, path));
  });
  if (touched.length === 0) return result;
  const problems = touched.map(notYours);
  return { problems: 'problems' in result ? [...problems, ...result.problems] : problems };
}

/** The paths of declared fields that are not the person's, and of undeclared members with a name that gives power. */
function heldBack({ fields, traits }: IdentitySchema, given: unknown): string[][] {
  const declared = new Set(traits.map(({ path }) => pointerOf(path)));
  const closed = traits.filter((_, index) => fields[index]!.disabled).map(({ path }) => path);
  const open = privilegedPaths(given).filter((path) => !declared.has(pointerOf(path)));
  return [...closed, ...open];
}

function privilegedPaths(value: unknown, above: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const path = [...above, name];
    return isPrivileged(name) ? [path] : privilegedPaths(member, path);
  });
}

function notYours(path: string[]): TraitProblem {
  const reason = `property ${path.at(-1)} is not allowed`;
  return {
    pointer: pointerOf(path),
    message: 4000001,
    text: `Property ${path.at(-1)} is not allowed.`,
    context: { reason },
  };
}
