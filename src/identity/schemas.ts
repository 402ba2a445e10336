import { Ajv } from 'ajv';
import { OperatorError } from '../kernel/errors.ts';
import { type Extension, extensionKeyword } from './extension.ts';
import { extensionProblem } from './extension-places.ts';
import { fieldOf } from './fields.ts';
import { canonical, formats } from './formats.ts';
import type { TraitCheck, TraitField, TraitProblem } from './identity.ts';
import { controlCharacterProblems, problemOf } from './problems.ts';
import { type Trait, type TraitProperty, traitsBelow, valueAt } from './trait.ts';

/** An identity schema as the configuration gives it: JSON Schema draft-07 with `properties.traits`. */
export interface SchemaSource {
  id: string;
  json: unknown;
  /** A person may choose it when they register or sign in (`identity_schema`). */
  selfserviceSelectable?: boolean;
}

/** A schema that is ready for use. */
export interface IdentitySchema extends SchemaSource {
  fields: TraitField[];
  traits: Trait[];
  check(traits: unknown): TraitCheck;
}

/**
 * Compiles an identity schema. Throws OperatorError, naming the schema and the place, when it is none: unknown keywords,
 * formats and extension keys are errors, because each of them may be a rule that would silently not hold.
 */
export function compileSchema(source: SchemaSource): IdentitySchema {
  const { id, json } = source;
  const below = (json as { properties?: { traits?: TraitProperty } } | null)?.properties?.traits;
  if (!below) throw unusable(id, 'it must be an object schema with properties.traits.');
  const traits = traitsBelow(below);
  const problem = extensionProblem(json, traits);
  if (problem !== null) throw unusable(id, problem);
  const validate = validator(id, json as object);
  return {
    ...source,
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

function unusable(id: string, problem: string, cause?: unknown): OperatorError {
  return new OperatorError(`Identity schema "${id}": ${problem}`, { cause });
}

function validator(id: string, json: object): (traits: unknown) => TraitProblem[] {
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, strictSchema: true, formats });
  ajv.addKeyword({ keyword: 'disableFormField', schemaType: 'boolean' });
  try {
    const validate = ajv.compile(closed(json));
    return (traits) => (validate({ traits }) ? [] : validate.errors!.map(problemOf));
  } catch (cause) {
    throw unusable(id, (cause as Error).message, cause);
  }
}

/**
 * The schema as Ajv gets it: without the extension, a name that it does not take, and with no room for traits that the
 * schema does not name, unless it says that there is.
 */
function closed(json: object): object {
  const copy = JSON.parse(JSON.stringify(json, (key, value) => (key === extensionKeyword ? undefined : value)));
  const close = (property: TraitProperty) => {
    if (!property.properties) return;
    property.additionalProperties ??= false;
    for (const child of Object.values(property.properties)) close(child);
  };
  close(copy.properties.traits);
  return copy;
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
