import { compose } from '../src/compose.ts';
import { loadConfig } from '../src/config/config.ts';
import { listen } from '../src/http/http.ts';
import { freePort } from '../test/support/server.ts';
import { serveParent } from './child.ts';

/** The product as it runs, on this data folder. */
serveParent(async (data: string, print) => {
  const config = loadConfig({
    environment: {},
    flags: {
      data,
      'serve.public.port': await freePort(),
      'serve.admin.port': await freePort(),
      'serve.requests_per_minute': 1_000_000,
      'serve.flow_starts_per_minute': 1_000_000,
      'security.code_sends_per_hour': 10,
    },
  });
  const { app, pages } = await compose(config, { print });
  return (await listen(app, pages, 'bench')).publicUrl;
});
