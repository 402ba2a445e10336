import assert from 'node:assert/strict';
import { it } from 'node:test';
import { compose } from '../../src/compose.ts';
import { type ConfigKey, loadConfig, schema } from '../../src/config/config.ts';
import { listen } from '../../src/http/http.ts';
import { freePort } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** Whoever reads a key while the parts are made would keep its value: such a key has to be marked `atStart`. */
it('what is read while the server starts is what waits for the next start', async (t) => {
  const config = loadConfig({
    environment: {},
    flags: {
      data: await temporaryFolder(t),
      'serve.public.port': await freePort(),
      'serve.admin.port': await freePort(),
    },
  });
  const read = new Set<ConfigKey>();
  const watched = new Proxy(
    { ...config },
    {
      get(values, key) {
        read.add(key as ConfigKey);
        return values[key as ConfigKey];
      },
    },
  );
  const { app, pages, close } = await compose(watched);
  const listening = await listen(app, pages, 'test');
  await listening.close();
  await close();

  assert.ok(read.has('serve.public.port'));
  const kept = [...read].filter((key) => !('restart' in schema[key]));
  assert.deepEqual(kept, []);
});
