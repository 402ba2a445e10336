import { type Entity, openSchema, readPolicies } from '../../src/access/cedar.ts';
import { type Engine, openEngine } from '../../src/access/engine.ts';
import { productPolicies, readPolicyFiles } from '../../src/access/policy-files.ts';

/** The policies of a folder, ready to be asked. */
export function engineOf(directory: string, alarm: (problem: string) => void): Engine {
  const { schema: text, policies } = readPolicyFiles(directory);
  const schema = openSchema(text);
  return openEngine(schema, readPolicies(schema, policies), alarm);
}

export const productEngine = (alarm: (problem: string) => void): Engine => engineOf(productPolicies, alarm);

/** A jar of alice. */
export const jarEntity = (id: string, attributes: Record<string, unknown> = {}): Entity => ({
  type: 'Jar',
  id,
  attributes: {
    type: 'private',
    sensitivity: 'internal',
    owner: { __entity: { type: 'User', id: 'alice' } },
    tags: [],
    ...attributes,
  },
  parents: [],
});

export const userEntity = (id: string, roles: readonly string[] = []): Entity => ({
  type: 'User',
  id,
  attributes: {},
  parents: roles.map((role) => ({ type: 'Role', id: role })),
});
