import type { Audit } from '../audit/audit.ts';
import type { Clock } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import { uuid } from '../kernel/ids.ts';
import { localOrigin } from '../kernel/request.ts';
import type { Random } from '../kernel/secrets.ts';
import type { Store, Tx } from '../store/store.ts';
import { rowOf } from './changes.ts';
import { type ApplicationFile, readApplicationFile } from './file.ts';
import * as store from './store.ts';

interface Init {
  store: Store;
  audit: Pick<Audit, 'append'>;
  clock: Clock;
  random: Random;
}

/**
 * Sets applications up as these files say, each time alike: what a file does not name any more is gone, and what did not
 * change is not written. An application whose file is not among them stays as it is and is people's to change. Throws
 * OperatorError with the place of each problem; then nothing is changed.
 */
export async function applyFiles({ store: database, audit, clock, random }: Init, files: readonly string[]) {
  const read = files.map(readApplicationFile);
  const problems = read.flatMap((one) => ('problems' in one ? one.problems : []));
  const applications = read.flatMap((one) => ('application' in one ? one.application : []));
  for (const [index, { file, id }] of applications.entries()) {
    const first = applications.findIndex((other) => other.id === id);
    if (first !== index) problems.push(`${file}: “${id}” is in ${applications[first]!.file} too.`);
  }
  if (problems.length > 0) {
    throw new OperatorError(
      `The files of applications.files cannot be used:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    );
  }

  const held = await store.selectApplications(database.read);
  const changed = applications.filter(({ id, digest }) => held.find((row) => row.id === id)?.file_digest !== digest);
  const released = held.filter((row) => row.file_digest !== null && !applications.some(({ id }) => id === row.id));
  if (changed.length + released.length === 0) return;
  await database.write(async (tx) => {
    for (const application of changed) await apply(tx, application);
    for (const { id } of released) {
      await store.updateApplication(tx, id, { file_digest: null, updated_at: clock() });
      await say(tx, 'application.changed', id, { file: null });
    }
  });

  async function apply(tx: Tx, application: ApplicationFile): Promise<void> {
    const { id, file, name, schema, trusted, ownResources, reasons } = application;
    const known = held.some((row) => row.id === id);
    const values = {
      name,
      schema,
      trusted: JSON.stringify(trusted),
      own_resources: ownResources ? 1 : 0,
      reasons: reasons ? 1 : 0,
      file_digest: application.digest,
      updated_at: clock(),
    };
    if (known) await store.updateApplication(tx, id, { ...values, rules: true });
    else {
      const first = { uid: uuid(random), revision: 1, rules_revision: 1, created_at: clock() };
      await store.insertApplication(tx, { ...values, ...first, id });
    }
    await store.deleteFromFile(tx, id);
    for (const policy of application.policies) await store.savePolicy(tx, { application_id: id, ...policy });
    for (const entity of application.entities) await store.saveEntity(tx, rowOf(id, entity, true));
    await say(tx, known ? 'application.changed' : 'application.created', id, { file });
  }

  function say(
    tx: Tx,
    type: 'application.created' | 'application.changed',
    id: string,
    details: { file: string | null },
  ) {
    return audit.append(tx, { type, outcome: 'success', resource: `application:${id}`, details }, localOrigin);
  }
}
