import type { SchemaJson } from '../cedar.ts';

/** What a value has to be for a schema. */
export type Kind =
  | { is: 'String' | 'Long' | 'Bool' }
  | { is: 'Set'; of: Kind }
  | { is: 'Record'; members: Members }
  | { is: 'Entity'; type: string }
  /** A value that is made from text: `ip("192.0.2.1")`. */
  | { is: 'Extension'; fn: string };

/** The members of a record by name, and whether each must be there. */
export type Members = ReadonlyMap<string, { kind: Kind; required: boolean }>;

export interface EntityKind {
  attributes: Members;
  /** The types that it may be in, directly. */
  parents: readonly string[];
}

export interface ActionKind {
  principals: readonly string[];
  resources: readonly string[];
  context: Members;
}

/** What a schema says, with every name looked up. */
export interface Kinds {
  entities: ReadonlyMap<string, EntityKind>;
  /** Those that a question can be about. */
  actions: ReadonlyMap<string, ActionKind>;
}

/** A type as Cedar's JSON writes it. */
interface TypeJson {
  type: string;
  name?: string;
  element?: TypeJson;
  attributes?: Record<string, TypeJson & { required?: boolean }>;
}

interface NamespaceJson {
  commonTypes?: Record<string, TypeJson>;
  entityTypes: Record<string, { memberOfTypes?: string[]; shape?: TypeJson }>;
  actions: Record<string, { appliesTo?: { principalTypes: string[]; resourceTypes: string[]; context?: TypeJson } }>;
}

const plain = ['String', 'Long', 'Bool'] as const;
const constructors: Record<string, string> = {
  ipaddr: 'ip',
  decimal: 'decimal',
  datetime: 'datetime',
  duration: 'duration',
};
const nothing: Members = new Map();

/** Of a schema that is valid and has no namespaces. */
export function readKinds(json: SchemaJson<string>): Kinds {
  const { commonTypes = {}, entityTypes = {}, actions = {} } = (json[''] ?? {}) as unknown as NamespaceJson;
  const common = new Map(Object.entries(commonTypes));
  const names = new Set(Object.keys(entityTypes));

  function kindOf(type: TypeJson): Kind {
    if (type.type === 'Set') return { is: 'Set', of: kindOf(type.element!) };
    if (type.type === 'Record') return { is: 'Record', members: membersOf(type) };
    return named((type.name ?? type.type).replace(/^__cedar::/, ''));
  }

  function named(name: string): Kind {
    const other = common.get(name);
    if (other) return kindOf(other);
    if (names.has(name)) return { is: 'Entity', type: name };
    const known = plain.find((one) => one === name);
    return known ? { is: known } : { is: 'Extension', fn: constructors[name] ?? name };
  }

  function membersOf(type: TypeJson | undefined): Members {
    if (type === undefined) return nothing;
    if (type.type !== 'Record') {
      const kind = kindOf(type);
      return kind.is === 'Record' ? kind.members : nothing;
    }
    const members = Object.entries(type.attributes ?? {});
    return new Map(
      members.map(([name, member]) => [name, { kind: kindOf(member), required: member.required ?? true }]),
    );
  }

  return {
    entities: new Map(
      Object.entries(entityTypes).map(([name, { memberOfTypes = [], shape }]) => [
        name,
        { attributes: membersOf(shape), parents: memberOfTypes },
      ]),
    ),
    actions: new Map(
      Object.entries(actions).flatMap(([name, { appliesTo }]) => {
        const { principalTypes: principals = [], resourceTypes: resources = [], context } = appliesTo ?? {};
        return principals.length * resources.length === 0
          ? []
          : [[name, { principals, resources, context: membersOf(context) }]];
      }),
    ),
  };
}
