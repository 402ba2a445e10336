import type { Schema, SchemaJson } from '../cedar.ts';

/** What somebody who writes a policy can choose from. */
export interface Vocabulary {
  actions: string[];
  /** Everything that a condition can look at. */
  paths: { path: string; type: string; optional: boolean }[];
  /** The schema itself, with its comments. */
  schema: string;
}

/** A type in a schema: a record of attributes, the name of a common type, a set, or something that has nothing inside. */
interface TypeNode {
  type: string;
  name?: string;
  element?: TypeNode;
  attributes?: Record<string, TypeNode & { required?: boolean }>;
}

export function vocabularyOf({ json, actions, text }: Schema): Vocabulary {
  const { entityTypes = {}, commonTypes = {}, actions: declared = {} } = (json as SchemaJson<string>)[''] ?? {};
  const paths = new Map<string, Vocabulary['paths'][number]>();

  function look(path: string, node: TypeNode, optional: boolean): void {
    const common = commonTypes[node.name ?? node.type];
    const { attributes } = node;
    if (common) {
      look(path, common as TypeNode, optional);
    } else if (attributes) {
      for (const [name, inner] of Object.entries(attributes)) look(`${path}.${name}`, inner, inner.required === false);
    } else if (!paths.has(path)) {
      paths.set(path, { path, type: nameOf(node), optional });
    }
  }

  const shape = (entity: string) => (entityTypes[entity] as { shape?: TypeNode } | undefined)?.shape;
  for (const action of Object.values(declared)) {
    const { principalTypes = [], resourceTypes = [], context } = action.appliesTo ?? {};
    for (const type of principalTypes) if (shape(type)) look('principal', shape(type)!, false);
    for (const type of resourceTypes) if (shape(type)) look('resource', shape(type)!, false);
    if (context) look('context', context as TypeNode, false);
  }
  return { actions: [...actions.keys()], paths: [...paths.values()], schema: text };
}

const nameOf = ({ type, name, element }: TypeNode): string =>
  type === 'Set' && element
    ? `Set<${nameOf(element)}>`
    : type.startsWith('Entity') || type === 'Extension'
      ? (name ?? type)
      : type;
