import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Flows } from '../flows/flows.ts';
import { StingError } from '../kernel/errors.ts';
import type { Sessions } from '../sessions/sessions.ts';

/** Upper bounds in seconds. */
const durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** The event loop is looked at this often: often enough to see it stand still, and hardly any work when nothing happens. */
const eventLoopMonitoringPrecision = 100;

/** What Prometheus may know: counts and times of the installation, and nothing of anybody in it. */
export interface Metrics {
  /** Measures every answer of this server. Call it before its routes are added. */
  measure(server: FastifyInstance): void;
  /** The same sessions, counted as they open. */
  countingSessions(sessions: Sessions): Sessions;
  /** The same flows, with the outcomes of logins counted. */
  countingLogins(flows: Flows): Flows;
  /** Everything in the text format of Prometheus. */
  render(): Promise<{ type: string; text: string }>;
}

/** `courierQueue` answers how many messages there are of each status. */
export function createMetrics({ courierQueue }: { courierQueue(): Promise<Record<string, number>> }): Metrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision });

  const requests = new Histogram({
    name: 'sting_http_request_duration_seconds',
    help: 'Time to answer a request, by the pattern of its route.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: durations,
    registers,
  });
  const opened = new Counter({
    name: 'sting_opened_sessions_total',
    help: 'Sessions opened, by how their client carries them.',
    labelNames: ['kind'] as const,
    registers,
  });
  const logins = new Counter({
    name: 'sting_logins_total',
    help: 'Submissions of login flows that ended in a session, a refusal or a pause, by method.',
    labelNames: ['outcome', 'method'] as const,
    registers,
  });
  new Gauge({
    name: 'sting_courier_messages',
    help: 'Messages that are kept, by status.',
    labelNames: ['status'] as const,
    registers,
    async collect() {
      this.reset();
      for (const [status, count] of Object.entries(await courierQueue())) this.set({ status }, count);
    },
  });

  return {
    measure(server) {
      // With a callback, because a promise for each request would cost more than the rest. An address that is no route
      // has no pattern, and would be a series for each guess.
      server.addHook('onResponse', (request, reply, done) => {
        const route = request.routeOptions.url ?? 'unknown';
        requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
        done();
      });
    },

    countingSessions: (sessions) => ({
      ...sessions,
      async open(tx, init) {
        const session = await sessions.open(tx, init);
        opened.inc({ kind: init.kind });
        return session;
      },
    }),

    countingLogins: (flows) => ({
      ...flows,
      async submit(kind, id, client, body) {
        const submission = flows.submit(kind, id, client, body);
        if (kind !== 'login') return submission;
        const submitted = await submission.catch((error: unknown) => {
          const paused = error instanceof StingError && error.code === 'too_many_attempts';
          if (paused) logins.inc({ outcome: 'throttled', method: 'unknown' });
          throw error;
        });
        // The next page of a flow is neither.
        const refused = submitted.outcome === 'continued' && submitted.refusal !== null;
        const outcome = submitted.outcome === 'signed_in' ? 'succeeded' : refused ? 'failed' : null;
        if (outcome !== null) logins.inc({ outcome, method: submitted.flow.active ?? 'unknown' });
        return submitted;
      },
    }),

    render: async () => ({ type: register.contentType, text: await register.metrics() }),
  };
}
