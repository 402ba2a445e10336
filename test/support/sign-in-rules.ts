import { localOrigin } from '../../src/kernel/request.ts';
import { account } from './accounts.ts';
import { proof } from './evidence.ts';
import type { TestServer } from './server.ts';

/** An owner of the installation who writes rules, from this machine and with everything proven. */
export async function ruler(server: TestServer) {
  const { app, clock } = server;
  const { id: subject } = await account(server, 'ruler');
  await app.store.write((tx) => app.access.assignRole(tx, subject, 'owner'));
  const by = () => {
    const session = [proof('passkey', { user_verified: true, device_bound: true, attested: true, at: clock() })];
    return { subject, proofs: { session, action: [] }, from: localOrigin };
  };

  return {
    id: subject,
    /** Makes it the only rule of the administrators. */
    async only(text: string): Promise<void> {
      await app.store.write(async (tx) => {
        for (const { id } of await app.access.policies.list(tx)) {
          await app.access.deletePolicy(tx, { by: by(), id, reason: '' });
        }
        const { policy, problems } = app.access.policies.check(text);
        if (policy === null) throw new Error(problems[0]?.message);
        const before = await app.access.policies.find(tx, policy.id);
        const version = before?.text == null ? null : before.version;
        await app.access.savePolicy(tx, { by: by(), id: policy.id, text, enabled: true, reason: '', version });
      });
    },
  };
}

/** A rule about signing in. */
export const signInRule = (conditions: string, scope = 'principal'): string =>
  `@id("house.sign-in")\n@sentence("A rule of the house.")\nforbid (${scope}, action == Action::"sign_in", resource)\n${conditions};\n`;
