import {
  checkPolicy,
  checkSchema,
  demandValid,
  type Kinds,
  kindsOf,
  type Policy,
  type Problem,
} from '../access/rulebook/rulebook.ts';
import type { Clock } from '../kernel/clock.ts';
import { notFound, StingError } from '../kernel/errors.ts';
import { uuid } from '../kernel/ids.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Reader, Tx } from '../store/store.ts';
import { applicationOf, type ClientApplication } from './client-application.ts';
import { checkEntity, type FindEntity, type StoredEntity } from './entities.ts';
import * as store from './store.ts';

export type Settings = Pick<ClientApplication, 'name' | 'trusted' | 'ownResources' | 'reasons'>;

/**
 * How people set an application up. What a file sets up is the file's to change: `application_in_file` (409). An unknown
 * application, policy or entity is `not_found` (404).
 */
export interface ApplicationChanges {
  /** Throws `application_exists`, `too_many_applications` (409). */
  create(tx: Tx, init: Settings & { id: string }): Promise<ClientApplication>;
  change(tx: Tx, id: string, change: Partial<Settings>): Promise<void>;
  /** With its rules, entities and keys. */
  remove(tx: Tx, id: string): Promise<void>;
  /** Throws `schema_invalid` (400), also where a policy does not fit it. */
  setSchema(tx: Tx, id: string, text: string): Promise<void>;
  /** Throws `policy_invalid`, `policy_id_mismatch` (400), `too_many_policies` (409). */
  putPolicy(tx: Tx, id: string, policyId: string, text: string): Promise<Policy>;
  deletePolicy(tx: Tx, id: string, policyId: string): Promise<void>;
  /** Adds them, in place of those that are there. Throws `entity_invalid` (400), `too_many_entities` (409). */
  putEntities(tx: Tx, id: string, entities: readonly StoredEntity[]): Promise<void>;
  deleteEntity(tx: Tx, id: string, type: string, entityId: string): Promise<void>;
}

const mostApplications = 200;
const mostPolicies = 500;
const mostEntities = 100_000;

/** STING's own; with them one could not tell which rules are asked. */
const reservedTypes = ['jar', 'installation'];

export function createChanges({ clock, random, find }: { clock: Clock; random: Random; find: FindEntity }) {
  async function changeable(tx: Tx, id: string): Promise<ClientApplication> {
    const row = await store.selectApplication(tx, id);
    if (row === null) throw notFound('application');
    if (row.file_digest !== null) throw inFile();
    return applicationOf(row);
  }

  async function entitiesOf(tx: Tx, id: string): Promise<Kinds> {
    const row = await store.selectApplication(tx, id);
    if (row === null) throw notFound('application');
    return kindsOf(row.schema);
  }

  /** An entity that the file holds would be back with the next start. */
  async function notFromFile(db: Reader, id: string, type: string, entityId: string): Promise<void> {
    if ((await find(db, id, type, entityId))?.from_file === 1) throw inFile();
  }

  const changes: ApplicationChanges = {
    async create(tx, { id, name, trusted, ownResources, reasons }) {
      if ((await store.selectApplication(tx, id)) !== null) throw exists();
      if ((await store.selectApplications(tx)).length >= mostApplications) throw tooManyApplications();
      const now = clock();
      const row: store.ApplicationRow = {
        id,
        uid: uuid(random),
        name,
        schema: '',
        trusted: JSON.stringify(trusted),
        own_resources: ownResources ? 1 : 0,
        reasons: reasons ? 1 : 0,
        file_digest: null,
        revision: 1,
        rules_revision: 1,
        created_at: now,
        updated_at: now,
      };
      await store.insertApplication(tx, row);
      return applicationOf(row);
    },

    async change(tx, id, change) {
      const { name, trusted, ownResources, reasons } = { ...(await changeable(tx, id)), ...change };
      await store.updateApplication(tx, id, {
        name,
        trusted: JSON.stringify(trusted),
        own_resources: ownResources ? 1 : 0,
        reasons: reasons ? 1 : 0,
        updated_at: clock(),
      });
    },

    async remove(tx, id) {
      await changeable(tx, id);
      await store.deleteApplication(tx, id);
    },

    async setSchema(tx, id, text) {
      await changeable(tx, id);
      const problems = schemaProblems(text);
      if (problems.length > 0) throw schemaInvalid(problems);
      for (const policy of await store.selectPolicies(tx, id)) {
        const [problem] = checkPolicy(text, policy.text).problems;
        if (problem) throw schemaInvalid([{ ...problem, message: `The policy “${policy.id}”: ${problem.message}` }]);
      }
      await store.updateApplication(tx, id, { schema: text, rules: true, updated_at: clock() });
    },

    async putPolicy(tx, id, policyId, text) {
      const { schema } = await changeable(tx, id);
      const checked = checkPolicy(schema, text);
      demandValid({ check: () => checked }, { id: policyId, text });
      const held = await store.selectPolicies(tx, id);
      if (held.length >= mostPolicies && !held.some((one) => one.id === policyId)) throw tooManyPolicies();
      await store.savePolicy(tx, { application_id: id, id: policyId, text });
      await store.updateApplication(tx, id, { rules: true, updated_at: clock() });
      return checked.policy!;
    },

    async deletePolicy(tx, id, policyId) {
      await changeable(tx, id);
      if (!(await store.deletePolicy(tx, id, policyId))) throw notFound('policy');
      await store.updateApplication(tx, id, { rules: true, updated_at: clock() });
    },

    async putEntities(tx, id, entities) {
      const kinds = await entitiesOf(tx, id);
      for (const entity of entities) {
        checkEntity(kinds, entity);
        await notFromFile(tx, id, entity.type, entity.id);
        await store.saveEntity(tx, rowOf(id, entity, false));
      }
      const counts = await store.countEntities(tx, id);
      if (Object.values(counts).reduce((sum, count) => sum + count, 0) > mostEntities) throw tooManyEntities();
      await store.updateApplication(tx, id, { updated_at: clock() });
    },

    async deleteEntity(tx, id, type, entityId) {
      await entitiesOf(tx, id);
      await notFromFile(tx, id, type, entityId);
      if (!(await store.deleteEntity(tx, id, type, entityId))) throw notFound('entity');
      await store.updateApplication(tx, id, { updated_at: clock() });
    },
  };
  return changes;
}

/** What is wrong with a schema for an application. */
export function schemaProblems(text: string): Problem[] {
  const problems = checkSchema(text);
  if (problems.length > 0) return problems;
  const reserved = reservedTypes.find((type) => kindsOf(text).entities.has(type));
  if (reserved === undefined) return [];
  const message = `“${reserved}” is a type of STING itself.`;
  return [{ message, line: 1, column: 1, start: 0, end: 0 }];
}

export function rowOf(applicationId: string, { type, id, attributes, parents }: StoredEntity, fromFile: boolean) {
  return {
    application_id: applicationId,
    type,
    id,
    attributes: JSON.stringify(attributes),
    parents: JSON.stringify(parents),
    from_file: fromFile ? 1 : 0,
  };
}

const schemaInvalid = (problems: readonly Problem[]) =>
  new StingError({
    code: 'schema_invalid',
    status: 400,
    message: `Line ${problems[0]!.line}: ${problems[0]!.message}`,
    extensions: { problems },
  });

const inFile = () =>
  new StingError({
    code: 'application_in_file',
    status: 409,
    message: 'A file of the operator sets this up. Change it there; it is read at the next start.',
  });

const exists = () =>
  new StingError({ code: 'application_exists', status: 409, message: 'Another application has this id.' });

const tooManyApplications = () =>
  new StingError({
    code: 'too_many_applications',
    status: 409,
    message: `There are ${mostApplications} applications already.`,
  });

const tooManyPolicies = () =>
  new StingError({
    code: 'too_many_policies',
    status: 409,
    message: `An application has at most ${mostPolicies} policies.`,
  });

const tooManyEntities = () =>
  new StingError({
    code: 'too_many_entities',
    status: 409,
    message: `An application has at most ${mostEntities} entities.`,
  });
