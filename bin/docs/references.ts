import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createAdminServer, createPublicServer } from '../../src/http/server.ts';
import { configuration } from './configuration.ts';
import { events } from './events.ts';
import { kratosCompatibility } from './kratos-compatibility.ts';
import { methods } from './methods.ts';
import { operations } from './operations.ts';
import { profiles } from './profiles.ts';

/** Every generated reference by its path, from the product itself: its tables, and the servers that it would start. */
export async function references(): Promise<Record<string, string>> {
  const data = await mkdtemp(join(tmpdir(), 'sting-docs-'));
  const { app, pages, close } = await compose(loadConfig({ environment: {}, flags: { data } }));
  try {
    const publicServer = await createPublicServer(app, pages);
    const adminServer = await createAdminServer(app, pages, 'not served', '');
    await publicServer.ready();
    return {
      'docs/configuration.md': configuration(),
      'docs/events.md': events(),
      'docs/kratos-compatibility.md': kratosCompatibility(publicServer.declaredRoutes, adminServer.declaredRoutes),
      'docs/methods.md': methods(),
      'docs/openapi.json': `${JSON.stringify(publicServer.swagger(), null, 2)}\n`,
      'docs/profiles.md': profiles(),
      'docs/operations.md': operations(publicServer.declaredRoutes, adminServer.declaredRoutes, app),
    };
  } finally {
    await close();
    await rm(data, { recursive: true, force: true });
  }
}
