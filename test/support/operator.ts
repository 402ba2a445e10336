import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Configuration, IdentityApi } from '@ory/kratos-client';
import { type Answer, request } from './people.ts';
import type { TestServer } from './server.ts';

/** Whoever may read the data folder, and so holds the token of the admin listener. */
export function operatorOf({ app, adminUrl }: Pick<TestServer, 'app' | 'adminUrl'>) {
  const token = readFileSync(join(app.config.data, 'admin-token'), 'utf8').trim();
  const authorization = { authorization: `Bearer ${token}` };
  const configuration = new Configuration({ basePath: adminUrl, baseOptions: { headers: authorization } });
  return {
    /** For the parts of the SDK beside `sdk`. */
    configuration,
    sdk: new IdentityApi(configuration),
    call: (
      path: string,
      { headers = {}, ...init }: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
    ): Promise<Answer> => request(`${adminUrl}${path}`, { ...init, headers: { ...authorization, ...headers } }),
  };
}
