import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { localOrigin } from '../kernel/request.ts';
import { secretToken } from '../kernel/secrets.ts';
import type { Pages } from '../pages/pages.ts';
import type { Application } from './application.ts';
import { createAdminServer, createPublicServer } from './server.ts';
import { startUpkeep } from './upkeep.ts';

export type { Application } from './application.ts';
export { createPublicServer } from './server.ts';

export interface Listening {
  publicUrl: string;
  adminUrl: string;
  /** Answers what is under way, then stops. */
  close(): Promise<void>;
}

/** Opens both listeners and starts the upkeep. */
export async function listen(app: Application, pages: Pages, version: string): Promise<Listening> {
  const { config } = app;
  const publicServer = await createPublicServer(app, pages);
  const adminServer = await createAdminServer(app, pages, adminToken(app), version);
  await publicServer.listen({ host: config['serve.public.host'], port: config['serve.public.port'] });
  await adminServer.listen({ host: config['serve.admin.host'], port: config['serve.admin.port'] });
  const stopUpkeep = startUpkeep(app);
  await app.audit.record({ type: 'server.started', outcome: 'success', details: { version } }, localOrigin);
  return {
    publicUrl: config['serve.public.base_url'],
    adminUrl: `http://localhost:${(adminServer.server.address() as AddressInfo).port}`,
    async close() {
      stopUpkeep();
      await Promise.all([publicServer.close(), adminServer.close()]);
      await app.audit.record({ type: 'server.stopped', outcome: 'success' }, localOrigin);
    },
  };
}

/** The operator's token, made at the first start; only the owner of the process may read it. */
function adminToken({ config, random }: Application): string {
  const file = join(config.data, 'admin-token');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const token = secretToken(random, 'sting_at_');
  writeSecretFile(file, token);
  return token;
}

/** Writes a file that nobody else on the machine can read, whatever the umask. */
export function writeSecretFile(file: string, content: string): void {
  writeFileSync(file, `${content}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
}
