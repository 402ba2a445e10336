import { Ajv } from 'ajv';
import { type Extension, extensionKeyword, extensionSchema } from './extension.ts';
import { fieldOf } from './fields.ts';
import { canonical, formats } from './formats.ts';
import type { TraitField, TraitProblem } from './identity.ts';
import { controlCharacterProblems, problemOf } from './problems.ts';
import { type Trait, type TraitProperty, traitsBelow, valueAt } from './trait.ts';

/** An identity schema as the configuration gives it: JSON Schema draft-07 with `properties.traits`. */
export interface SchemaSource {
  id: string;
  json: unknown;
}

type TraitCheck = { traits: Record<string, unknown> } | { problems: TraitProblem[] };

/** A schema that is ready for use. */
export interface IdentitySchema extends SchemaSource {
  fields: TraitField[];
  traits: Trait[];
  check(traits: unknown): TraitCheck;
}

/**
 * Compiles an identity schema. Throws, naming the schema, when it is none: unknown keywords, formats and extension keys
 * are errors, because each of them may be a rule that would silently not hold.
 */
export function compileSchema({ id, json }: SchemaSource): IdentitySchema {
  const below = (json as { properties?: { traits?: TraitProperty } }).properties?.traits;
  if (!below) throw new Error(`Identity schema "${id}": it must be an object schema with properties.traits.`);
  const traits = traitsBelow(below);
  const extensions = traits.map(({ property }) => property[extensionKeyword] ?? {});
  const validate = validator(id, json as object, extensions);
  return {
    id,
    json,
    traits,
    fields: traits.map(fieldOf),
    check: (given) => {
      const values = canonicalTraits(traits, given);
      // Evaluated before the condition: the person hears of every problem at once.
      const problems = [...controlCharacterProblems(values), ...validate(values)];
      return problems.length > 0 ? { problems } : { traits: values as Record<string, unknown> };
    },
  };
}

function validator(id: string, json: object, extensions: unknown[]): (traits: unknown) => TraitProblem[] {
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, strictSchema: true, formats });
  ajv.addKeyword({ keyword: 'disableFormField', schemaType: 'boolean' });
  try {
    if (!ajv.validate({ type: 'array', items: extensionSchema }, extensions)) throw new Error(ajv.errorsText());
    const validate = ajv.compile(withoutExtension(json));
    return (traits) => (validate({ traits }) ? [] : validate.errors!.map(problemOf));
  } catch (cause) {
    throw new Error(`Identity schema "${id}": ${(cause as Error).message}`, { cause });
  }
}

/** Ajv takes no keyword with a dot and a slash in its name. */
function withoutExtension(json: object): object {
  return JSON.parse(JSON.stringify(json, (key, value) => (key === extensionKeyword ? undefined : value)));
}

/** A copy in which every formatted text is in its one spelling. An empty one is what a form sends for "not given". */
function canonicalTraits(traits: Trait[], given: unknown): unknown {
  const values = JSON.parse(JSON.stringify(given ?? null));
  for (const { path, property } of traits) {
    const text = valueAt(values, path);
    if (property.format === undefined || typeof text !== 'string') continue;
    const parent = valueAt(values, path.slice(0, -1)) as Record<string, unknown>;
    if (text.trim() === '') delete parent[path.at(-1)!];
    else parent[path.at(-1)!] = canonical(property.format, text);
  }
  return values;
}

/** The text of the first trait whose extension passes the test; null without one. */
export function flaggedText(
  { traits }: IdentitySchema,
  values: Record<string, unknown>,
  test: (extension: Extension) => boolean | undefined,
): string | null {
  const flagged = traits.find(({ property }) => test(property[extensionKeyword] ?? {}));
  const text = flagged && valueAt(values, flagged.path);
  return typeof text === 'string' && text !== '' ? text : null;
}
