import type { PolicyJson, Uid } from '../cedar.ts';
import { type Environment, isIn } from './environment.ts';
import { Declined } from './signals.ts';
import { type KnownEntity, sameUid } from './values.ts';

type Constraint = PolicyJson['principal'] | PolicyJson['resource'];

/** Whether the principal or the resource is one that a policy is about. It never errs. */
type Test = (entity: KnownEntity, environment: Environment) => boolean;

/** What the scope of a policy asks of the principal or of the resource; null where it takes in every one. */
export function compileScope(constraint: Constraint): Test | null {
  switch (constraint.op) {
    case 'All':
      return null;
    case '==': {
      const uid = uidOf(constraint);
      return (entity) => sameUid(entity, uid);
    }
    case 'in': {
      const group = uidOf(constraint);
      return (entity, environment) => isIn(entity, group, environment);
    }
    case 'is': {
      const { entity_type: type, in: within } = constraint;
      if (within === undefined) return (entity) => entity.type === type;
      const group = uidOf(within);
      return (entity, environment) => entity.type === type && isIn(entity, group, environment);
    }
  }
}

/** Whether a policy with this scope speaks about an action, which is in these groups. Cedar's `in` takes in the thing itself. */
export function takesIn(scope: PolicyJson['action'], action: string, groups: ReadonlySet<string>): boolean {
  if (scope.op === 'All') return true;
  const named = 'entities' in scope ? scope.entities.map(plainUid) : [uidOf(scope)];
  return named.some(({ type, id }) => type === 'Action' && (id === action || (scope.op === 'in' && groups.has(id))));
}

type Entity = { entity: Uid | { __entity: Uid } };

function uidOf(constraint: Entity | { slot: string }): Uid {
  if ('slot' in constraint) throw new Declined('a template is not compiled');
  return plainUid(constraint.entity);
}

const plainUid = (uid: Entity['entity']): Uid => ('__entity' in uid ? uid.__entity : uid);
