import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createFailureLimit } from './rate-limit.ts';

const wrongTokensPerMinute = 10;

/** After a few wrong set-up tokens an address waits, with a right one too. */
export function limitSetupGuesses(server: FastifyInstance): void {
  const wrong = createFailureLimit(wrongTokensPerMinute);
  const guesses = ({ query }: FastifyRequest) => Boolean((query as { setup?: string }).setup);

  server.addHook('onRequest', async (request) => {
    if (guesses(request)) await wrong.check(request.ip);
  });
  server.addHook('onError', async (request, _reply, { code }) => {
    if (code === 'setup_spent' && guesses(request)) await wrong.count(request.ip);
  });
}
