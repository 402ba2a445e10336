import type { AddressInfo } from 'node:net';
import { localOrigin } from '../kernel/request.ts';
import type { Pages } from '../pages/pages.ts';
import type { Application } from './application.ts';
import { bind, drain } from './bind.ts';
import { adminToken } from './secret-file.ts';
import { createAdminServer, createPublicServer } from './server.ts';
import { startUpkeep } from './upkeep.ts';

export type { Application } from './application.ts';
export { createMetrics } from './metrics.ts';
export { writeSecretFile } from './secret-file.ts';

export interface Listening {
  publicUrl: string;
  adminUrl: string;
  /** Answers what is under way, then stops. Takes less than 5 s. */
  close(): Promise<void>;
}

/**
 * Opens both listeners and starts the upkeep, unless that is for somebody else to do. Throws OperatorError when one cannot
 * start; then neither listens.
 */
export async function listen(
  app: Application,
  pages: Pages,
  version: string,
  { upkeep = true }: { upkeep?: boolean } = {},
): Promise<Listening> {
  const { config } = app;
  const publicServer = await createPublicServer(app, pages);
  const adminServer = await createAdminServer(app, pages, adminToken(app), version);
  const servers = [publicServer, adminServer];
  try {
    await bind(publicServer, 'public', { host: config['serve.public.host'], port: config['serve.public.port'] });
    await bind(adminServer, 'admin', { host: config['serve.admin.host'], port: config['serve.admin.port'] });
  } catch (error) {
    await drain(servers);
    throw error;
  }
  const stopUpkeep = upkeep ? startUpkeep(app) : () => undefined;
  await app.audit.record({ type: 'server.started', outcome: 'success', details: { version } }, localOrigin);
  return {
    publicUrl: config['serve.public.base_url'],
    adminUrl: `http://localhost:${(adminServer.server.address() as AddressInfo).port}`,
    async close() {
      stopUpkeep();
      await drain(servers);
      // What was counted until now stands before the stop.
      await app.audit.flush({ unfinished: true });
      await app.audit.record({ type: 'server.stopped', outcome: 'success' }, localOrigin);
    },
  };
}
