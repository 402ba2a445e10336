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
/** Levels of records and sets inside of each other, and parts of all types together when every name is written out. */
const deepest = 20;
const largest = 5000;

const nothing: Members = new Map();

/** Answers a sentence where a schema has more than a schema of one application should. Cedar writes every name out. */
export function readKinds(json: SchemaJson<string>): Kinds | string {
  if (Object.keys(json).some((namespace) => namespace !== '')) return 'A schema has no namespaces here.';
  const { commonTypes = {}, entityTypes = {}, actions = {} } = (json[''] ?? {}) as unknown as NamespaceJson;
  const common = new Map(Object.entries(commonTypes));
  const names = new Set(Object.keys(entityTypes));
  let parts = 0;

  function kindOf(type: TypeJson, depth: number): Kind {
    if (depth > deepest || ++parts > largest) throw new RangeError();
    if (type.type === 'Set') return { is: 'Set', of: kindOf(type.element!, depth + 1) };
    if (type.type === 'Record') return { is: 'Record', members: membersOf(type, depth + 1) };
    return named((type.name ?? type.type).replace(/^__cedar::/, ''), depth);
  }

  function named(name: string, depth: number): Kind {
    const other = common.get(name);
    if (other) return kindOf(other, depth + 1);
    if (names.has(name)) return { is: 'Entity', type: name };
    const known = plain.find((one) => one === name);
    return known ? { is: known } : { is: 'Extension', fn: constructors[name] ?? name };
  }

  function membersOf(type: TypeJson | undefined, depth = 0): Members {
    if (type === undefined) return nothing;
    if (type.type !== 'Record') {
      const kind = kindOf(type, depth);
      return kind.is === 'Record' ? kind.members : nothing;
    }
    const members = Object.entries(type.attributes ?? {});
    return new Map(
      members.map(([name, member]) => [name, { kind: kindOf(member, depth), required: member.required ?? true }]),
    );
  }

  try {
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
  } catch (error) {
    if (error instanceof RangeError)
      return `The types of a schema have at most ${largest} parts, ${deepest} levels deep.`;
    throw error;
  }
}
