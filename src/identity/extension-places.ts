import { Ajv } from 'ajv';
import { extensionKeyword, extensionSchema } from './extension.ts';
import { pointerOf } from './problems.ts';
import type { Trait } from './trait.ts';

const fits = new Ajv({ strict: false }).compile(extensionSchema);

/**
 * What is wrong with the extensions in a schema, as a sentence that names the place; null if nothing is. One that stands
 * where nobody reads it, on a group of traits or below `allOf`, would be a rule that silently does not hold.
 */
export function extensionProblem(json: unknown, traits: readonly Trait[]): string | null {
  const read = new Set(traits.map(({ path }) => placeOf(path)));
  for (const { place, extension } of extensionsBelow(json)) {
    const at = `${place}/${extensionKeyword.replace('/', '~1')}`;
    if (!read.has(place)) return `${at} does not stand on a trait that holds a value.`;
    if (fits(extension)) continue;
    const { instancePath, message, params } = fits.errors![0]!;
    const name = params['additionalProperty'] ?? '';
    return `${at}${instancePath}${name === '' ? '' : `/${name}`} ${name === '' ? message : 'is not known'}.`;
  }
  return null;
}

const placeOf = (path: readonly string[]) =>
  pointerOf(['properties', 'traits', ...path.flatMap((name) => ['properties', name])]);

function* extensionsBelow(value: unknown, path: string[] = []): Generator<{ place: string; extension: unknown }> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === extensionKeyword) yield { place: pointerOf(path), extension: member };
    else yield* extensionsBelow(member, [...path, name]);
  }
}
