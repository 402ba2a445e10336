import type { EngineRequest, Entity, SchemaJson, Uid } from '../cedar.ts';
import type { Environment } from './environment.ts';
import { type Namespace, type Reader, readerOf, type SchemaType, wellFormed } from './schema-types.ts';
import { Declined, misfit, unfamiliar } from './signals.ts';
import { KnownEntity, type RecordValue, sameUid } from './values.ts';

/** Reads a request about one action; throws `misfit` where Cedar's `validateRequest` refuses it, else `unfamiliar`. */
export type ReadRequest = (request: EngineRequest) => Environment;

interface EntityType {
  readAttributes: Reader;
  /** The types of what an entity of this type can be in, directly or through another. */
  groups: ReadonlySet<string>;
}

/** How to read a request, by the action that it is about. Throws `Declined` where the schema has what is not compiled. */
export function requestReaders(schema: SchemaJson<string>): Map<KnownEntity, ReadRequest> {
  const namespace = soleNamespace(schema);
  const types = entityTypes(namespace);
  const actions = actionEntities(namespace);
  return new Map(
    Object.entries(namespace.actions).map(([id, { appliesTo }]) => {
      const { principalTypes = [], resourceTypes = [], context } = appliesTo ?? {};
      const readContext = readerOf(context ?? emptyRecord, namespace);
      const [principals, resources] = [only(types, principalTypes), only(types, resourceTypes)];
      const action = actions.get(id)!;
      return [
        action,
        (request) => {
          const [principal, resource] = readPair(request, principals, resources);
          return { principal, action, resource, context: readContext(request.context) as RecordValue, actions };
        },
      ];
    }),
  );
}

const emptyRecord: SchemaType = { type: 'Record', attributes: {} };

function soleNamespace({ '': namespace, ...others }: SchemaJson<string>): Namespace {
  if (namespace === undefined || Object.keys(others).length > 0) throw new Declined('namespaces are not compiled');
  return namespace;
}

function entityTypes(namespace: Namespace): Map<string, EntityType> {
  return new Map(
    Object.entries(namespace.entityTypes).map(([name, type]) => {
      if ('enum' in type || type.tags) throw new Declined(`enumerations and tags are not compiled: ${name}`);
      const groups = closure(name, (one) => parentTypes(namespace, one));
      return [name, { readAttributes: readerOf(type.shape ?? emptyRecord, namespace), groups }];
    }),
  );
}

function parentTypes({ entityTypes: types }: Namespace, name: string): readonly string[] {
  const type = types[name];
  return (type && 'memberOfTypes' in type && type.memberOfTypes) || [];
}

/** Each action with the groups that it is in. */
function actionEntities({ actions }: Namespace): Map<string, KnownEntity> {
  return new Map(
    Object.entries(actions).map(([id, action]) => {
      if (Object.keys(action.attributes ?? {}).length > 0) throw new Declined(`attributes of the action ${id}`);
      const groups = closure(id, (one) => (actions[one]?.memberOf ?? []).map((group) => group.id));
      return [
        id,
        new KnownEntity(
          { type: 'Action', id },
          {},
          [...groups].map((group) => ({ type: 'Action', id: group })),
        ),
      ];
    }),
  );
}

/** All that is reached from a name in one step or more. */
function closure(name: string, next: (name: string) => readonly string[]): Set<string> {
  const reached = new Set(next(name));
  // A set that grows while it is walked is walked to its new end.
  for (const one of reached) for (const further of next(one)) reached.add(further);
  return reached;
}

const only = (types: Map<string, EntityType>, names: readonly string[]): Map<string, EntityType> =>
  new Map(names.map((name) => [name, types.get(name)!]));

type Types = ReadonlyMap<string, EntityType>;

function readPair(
  { principal, resource }: EngineRequest,
  principals: Types,
  resources: Types,
): [KnownEntity, KnownEntity] {
  // Cedar compares the two descriptions of what is one entity then.
  if (sameUid(principal, resource)) throw unfamiliar;
  const asks = principal.parents.some((parent) => sameUid(parent, resource));
  const asked = resource.parents.some((parent) => sameUid(parent, principal));
  // Each would be in itself.
  if (asks && asked) throw misfit;
  return [
    readEntity(principal, principals, asks ? resource.parents : []),
    readEntity(resource, resources, asked ? principal.parents : []),
  ];
}

/** `further` is what the entity is in through one of its parents. */
function readEntity(entity: Entity, types: Types, further: readonly Uid[]): KnownEntity {
  const type = types.get(entity.type);
  if (type === undefined || typeof entity.id !== 'string') throw misfit;
  const ancestors = further.length === 0 ? entity.parents : [...entity.parents, ...further];
  for (const ancestor of ancestors) {
    if (!type.groups.has(ancestor.type) || typeof ancestor.id !== 'string' || sameUid(ancestor, entity)) throw misfit;
    wellFormed(ancestor.id);
  }
  wellFormed(entity.id);
  return new KnownEntity(entity, type.readAttributes(entity.attributes) as RecordValue, ancestors);
}
