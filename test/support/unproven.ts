import { uuid } from '../../src/kernel/ids.ts';
import type { Account } from './accounts.ts';
import type { TestServer } from './server.ts';
import { traitsOf } from './web-client.ts';

/** An account whose address nobody has proven, as a registration without mail or an operator leaves it. */
export async function unprovenAccount({ app }: Pick<TestServer, 'app'>, name: string): Promise<Account> {
  const traits = traitsOf(name);
  const { id } = await app.store.write((tx) =>
    app.identities.create(tx, {
      id: uuid(app.random),
      userHandle: app.random(64).toString('base64url'),
      schemaId: app.identities.defaultSchemaId,
      traits,
      addressesVerified: false,
    }),
  );
  return { id, email: traits.email, traits };
}
