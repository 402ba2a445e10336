import type { Extension, extensionKeyword } from './extension.ts';

/** What a property of an identity schema may say (JSON Schema draft-07); only what this product looks at. */
export interface TraitProperty {
  type?: string | string[];
  format?: string;
  title?: string;
  pattern?: string;
  maxLength?: number;
  enum?: unknown[];
  properties?: Record<string, TraitProperty>;
  required?: string[];
  additionalProperties?: unknown;
  disableFormField?: boolean;
  [extensionKeyword]?: Extension;
}

/** One trait that holds a value, not further traits. */
export interface Trait {
  path: string[];
  property: TraitProperty;
  /** The trait and everything above it have to be there. */
  required: boolean;
}

/** All traits below a property, in schema order. */
export function traitsBelow(property: TraitProperty, path: string[] = [], required = true): Trait[] {
  if (!property.properties) return path.length > 0 ? [{ path, property, required }] : [];
  return Object.entries(property.properties).flatMap(([name, child]) =>
    traitsBelow(child, [...path, name], required && (property.required?.includes(name) ?? false)),
  );
}

/** The value at a path, undefined if there is none. Inherited members are none. */
export function valueAt(traits: unknown, path: string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    traits,
  );
}

/** Puts a value at a path, with the objects above it that are not there. What is no object is left for the validator. */
export function setValue(traits: unknown, [name, ...below]: string[], value: unknown): void {
  if (typeof traits !== 'object' || traits === null || name === undefined) return;
  const target = traits as Record<string, unknown>;
  if (below.length > 0 && !Object.hasOwn(target, name)) define(target, name, {});
  if (below.length === 0) define(target, name, value);
  else setValue(target[name], below, value);
}

/** Not by assignment, which would set a prototype under the name `__proto__`. */
function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
}
