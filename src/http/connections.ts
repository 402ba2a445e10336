import type { Server } from 'node:http';

/** A client that says nothing for so long is gone, or waits for us to run out of sockets. */
const silentMs = 120_000;
/** Headers come at once or from somebody who holds a socket open. */
const headersMs = 30_000;
/** A whole request, an upload over a slow line included. */
const requestMs = 600_000;
/** More are closed at once, so that those that are open can still be answered. */
const most = 10_000;

/** Bounds how long and how often somebody may hold a socket. Node looks every 30 s, so each time is that much longer. */
export function boundConnections(server: Server): void {
  server.timeout = silentMs;
  server.headersTimeout = headersMs;
  server.requestTimeout = requestMs;
  server.maxConnections = most;
}
