import fc from 'fast-check';
import type { EngineRequest, Entity, SchemaJson } from '../../src/access/cedar.ts';
import type { Namespace, SchemaType } from '../../src/access/compiled/schema-types.ts';

/** What texts, numbers and ids are drawn from, so that requests meet what the policies speak about. */
export interface Pool {
  texts: readonly string[];
  numbers: readonly number[];
  ids: readonly string[];
}

/** Requests about every action of a schema: most of them fit it, some do not. */
export function requestsOf(schema: SchemaJson<string>, pool: Pool): fc.Arbitrary<EngineRequest> {
  const namespace = schema['']!;
  const about = (action: string): fc.Arbitrary<EngineRequest> => {
    const { principalTypes = [], resourceTypes = [], context } = namespace.actions[action]!.appliesTo ?? {};
    return fc.record({
      action: fc.constant(action),
      principal: entityOf(namespace, pool, principalTypes),
      resource: entityOf(namespace, pool, resourceTypes),
      context: jsonOf(context ?? { type: 'Record', attributes: {} }, namespace, pool) as fc.Arbitrary<
        Record<string, unknown>
      >,
    });
  };
  return fc.oneof(...Object.keys(namespace.actions).map(about));
}

function entityOf(namespace: Namespace, pool: Pool, types: readonly string[]): fc.Arbitrary<Entity> {
  const known = types.length > 0 ? types : Object.keys(namespace.entityTypes);
  const choice = seldom(fc.constantFrom(...known), fc.constantFrom(...Object.keys(namespace.entityTypes)));
  return choice.chain((type) => {
    const entityType = namespace.entityTypes[type]!;
    const { shape, memberOfTypes = [] } = 'enum' in entityType ? {} : entityType;
    const groups = [...memberOfTypes, ...memberOfTypes];
    const parent = fc.record({
      type: groups.length > 0 ? fc.constantFrom(...groups) : fc.constant('Nowhere'),
      id: fc.constantFrom(...pool.ids),
    });
    return fc.record({
      type: fc.constant(type),
      id: fc.constantFrom(...pool.ids),
      attributes: jsonOf(shape ?? { type: 'Record', attributes: {} }, namespace, pool) as fc.Arbitrary<
        Record<string, unknown>
      >,
      parents: fc.array(parent, { maxLength: groups.length > 0 ? 3 : 0 }),
    });
  });
}

/** Cedar JSON of a type; once in a while of another. */
function jsonOf(type: SchemaType, namespace: Namespace, pool: Pool): fc.Arbitrary<unknown> {
  if ('element' in type) return seldom(fc.array(jsonOf(type.element, namespace, pool), { maxLength: 3 }), junk);
  if ('attributes' in type) {
    const model = Object.entries(type.attributes).map(([name, attribute]) => {
      const value = jsonOf(attribute, namespace, pool);
      return [name, attribute.required === false ? fc.option(value, { nil: undefined }) : seldom(value, junk)];
    });
    return fc.record(Object.fromEntries(model), { noNullPrototype: true });
  }
  const name = ('name' in type ? type.name : type.type).replace(/^__cedar::/, '');
  const common = namespace.commonTypes?.[name];
  if (common) return jsonOf(common, namespace, pool);
  if (namespace.entityTypes[name]) {
    const uid = fc.record({ type: fc.constant(name), id: fc.constantFrom(...pool.ids) });
    return fc.oneof(
      uid,
      uid.map((__entity) => ({ __entity })),
    );
  }
  return ofBuiltIn(name, pool);
}

function ofBuiltIn(name: string, { texts, numbers }: Pool): fc.Arbitrary<unknown> {
  switch (name) {
    case 'Bool':
      return fc.boolean();
    case 'Long':
      return fc.constantFrom(...numbers);
    case 'String':
      return fc.constantFrom(...texts);
    case 'ipaddr':
      return extension('ip', ['10.1.2.3', '10.0.0.0/8', '127.0.0.1', '::1', '2001:db8::/32']);
    case 'decimal':
      return extension(name, ['0.0', '1.5', '-1.5', '1.50']);
    case 'datetime':
      return extension(name, ['2026-01-01', '2026-01-01T12:00:00Z', '1969-12-31']);
    case 'duration':
      return extension(name, ['0ms', '1d', '-1h', '24h']);
    default:
      throw new Error(`No values of the type ${name}.`);
  }
}

const extension = (fn: string, args: string[]): fc.Arbitrary<unknown> =>
  fc.constantFrom(...args, ...args.map((arg) => ({ __extn: { fn, arg } })));

const junk = fc.constantFrom(null, 1.5, 7, 'junk', true, [], ['junk'], {}, { junk: 1 });

function seldom<T, U>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<U>): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: usual, weight: 60 }, { arbitrary: rare as unknown as fc.Arbitrary<T>, weight: 1 });
}
