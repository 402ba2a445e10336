import type { Identity } from '../../identity/identity.ts';
import type { Origin } from '../../kernel/request.ts';
import type { Tx } from '../../store/store.ts';
import type { Application } from '../application.ts';
import type { Note } from './change.ts';
import type { FactorReset, FactorsReset } from './people-shapes.ts';

type Factor = NonNullable<FactorReset['factors']>[number];

const secondFactors: readonly Factor[] = ['totp', 'lookup_secret', 'webauthn'];

/**
 * Takes away factors that a person has lost. Nothing comes into being by it that could be used to sign in as the person
 * (ASVS 5.0 6.4.6): they sign in with what they have left, or recover the account over their own address.
 */
export async function resetFactors(
  app: Application,
  tx: Tx,
  init: { person: Identity; factors: readonly Factor[] | undefined; origin: Origin; note: Note },
): Promise<FactorsReset> {
  const { person, factors = secondFactors, origin, note } = init;
  const removed: FactorsReset['removed'] = [];
  for (const type of factors) {
    const count = await removeAll(app, tx, person.id, type);
    if (count > 0) removed.push({ type, count });
  }
  // Whoever has the lost thing may sit in a session, or in the middle of a flow.
  const sessions = await app.sessions.revokeAll(tx, person.id);
  await app.abandonPending(tx, person.id);
  const details = { factors: factors.join(' '), removed: removed.map(({ type }) => type).join(' '), sessions };
  await note({ type: 'factors.reset', resource: `identity:${person.id}`, details });
  await app.notices.factorsReset(tx, { identity: person, way: wayBack(app), origin });
  return { removed, sessions };
}

async function removeAll({ identities, backupCodes }: Application, tx: Tx, id: string, type: Factor): Promise<number> {
  if (type === 'lookup_secret') {
    const { total } = await backupCodes.count(tx, id);
    await backupCodes.remove(tx, id);
    return total;
  }
  const rows = await identities.credentials(tx, id, type);
  for (const credential of rows) await identities.removeCredential(tx, credential.id);
  return rows.length;
}

/** Where the person begins, by themselves. */
const wayBack = ({ config }: Application) =>
  config['selfservice.flows.recovery.enabled']
    ? config['selfservice.flows.recovery.ui_url']
    : config['selfservice.flows.login.ui_url'];
