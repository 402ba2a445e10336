import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import files from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { OperatorError } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { sendHtml } from '../headers.ts';
import { mustEnrol } from '../must-enrol.ts';
import { logoutUrl } from '../self-service/logout.ts';

const dist = resolve(import.meta.dirname, '../../../console/dist');
const declared = { auth: 'none', tier: 1, permission: 'public', contract: 'page' } as const;

/**
 * The console: one document for every address below /console, and its immutable files. It holds no data itself; whoever
 * would be refused all of it until they have a key is led to where they add one.
 */
export async function consoleRoutes(server: FastifyInstance, app: Application): Promise<void> {
  const document = readDocument();

  const config = { ...declared, auth: 'optional', operation: 'console.open' } as const;
  for (const path of ['/console', '/console/*']) {
    server.get(path, { config }, async (request, reply) => {
      const { person, byCookie, sessionToken } = request;
      if (person && (await mustEnrol(app, app.store.read, person))) {
        return reply.redirect(`${app.config['selfservice.flows.settings.ui_url']}#passkey`, 303);
      }
      // For browsers without script, whose way out cannot be asked for.
      const signOut = person && byCookie ? logoutUrl(app, sessionToken!) : '/self-service/logout';
      return sendHtml(reply, app, (nonce) =>
        document.replaceAll('__CSP_NONCE__', nonce).replace('__SIGN_OUT__', signOut),
      );
    });
  }

  await server.register(files, { root: resolve(dist, 'assets'), serve: false, index: false });
  server.get(
    '/console/assets/:file',
    { config: { ...declared, operation: 'console.asset', unlimited: true } },
    // Their names carry a hash of what is in them.
    (request, reply) => reply.sendFile((request.params as { file: string }).file, { immutable: true, maxAge: '365d' }),
  );
}

function readDocument(): string {
  try {
    return readFileSync(resolve(dist, 'index.html'), 'utf8');
  } catch (cause) {
    throw new OperatorError('The console is not built: run “npm ci”, which builds it.', { cause });
  }
}
