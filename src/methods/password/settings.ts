import type { SettingsStrategy } from '../strategy.ts';
import { acceptable, newPasswordNodes, sameAsOld } from './choosing.ts';
import { passwordOf, setPassword } from './credential.ts';
import { forPassword, passwordFactor } from './fields.ts';
import type { PasswordData } from './hashes.ts';
import type { PasswordDependencies } from './password.ts';

interface Change {
  saved: true;
  data: PasswordData;
}

/** Setting and changing the password on the account page. */
export function passwordSettings(dependencies: PasswordDependencies): SettingsStrategy<Change> {
  const { store, identities, attempts, hashes } = dependencies;
  return {
    group: 'password',

    nodes: async () => newPasswordNodes(1070003),

    responsible: forPassword,

    privileged: () => true,

    // Also in place of an old one: whoever holds the mailbox could set it, too.
    adds: () => true,

    async verify({ flow, body }) {
      const { id, traits } = flow.identity!;
      const password = await acceptable(dependencies, body, traits);
      if (typeof password !== 'string') return password;
      const old = await passwordOf(identities, store.read, id);
      if (old && (await hashes.check(password, old.data)).right) return sameAsOld();
      return { saved: true, data: await hashes.make(password) };
    },

    async commit(tx, { flow }, { data }) {
      const identityId = flow.identity!.id;
      const credential = await setPassword(identities, tx, identityId, data);
      // Guesses at the old one say nothing about this one.
      await attempts.succeed(tx, identityId, passwordFactor);
      // Whoever knew the old one leaves: the sessions that it opened end, but for the one that changed it.
      return [{ type: 'password.changed', details: { password: credential }, removedCredential: credential }];
    },
  };
}
