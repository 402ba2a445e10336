import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { OperatorError } from '../kernel/errors.ts';

/** How long a request under way may take when the server stops; the rest of 5 s is for the database. */
const drainMs = 3500;

const reasons: Record<string, string> = {
  EADDRINUSE: 'is in use: another program, or another STING, listens there.',
  EACCES: 'may not be used by this user; ports below 1024 often belong to the system.',
  EADDRNOTAVAIL: 'is not an address of this machine.',
  ENOTFOUND: 'has a host name that nobody knows.',
};

/** Starts to listen. Throws OperatorError for a port or address that cannot be had. */
export async function bind(
  server: FastifyInstance,
  listener: 'public' | 'admin',
  { host, port }: { host: string; port: number },
): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new OperatorError(
      `The ${listener} listener cannot start: ${host} port ${port} ${reason} Another port: --${listener}-port.`,
      { cause: error },
    );
  }
}

/** Takes no new connection, answers what is under way, and cuts what is still open after `withinMs`. */
export async function drain(servers: readonly FastifyInstance[], withinMs = drainMs): Promise<void> {
  const closed = Promise.all(servers.map((server) => server.close()));
  await Promise.race([closed, setTimeout(withinMs, undefined, { ref: false })]);
  for (const { server } of servers) server.closeAllConnections();
}
