import { request } from '../test/support/people.ts';
import type { ChildServer } from './child.ts';
import type { Row } from './row.ts';
import { median, percentile } from './statistics.ts';

/**
 * Signing in by a code over HTTP, each time somebody else: a flow, the code asked for, its message printed, the code
 * given. Every step is on the disk before it is answered.
 */
export async function benchCodeLogin(sting: ChildServer, { calls }: { calls: number }): Promise<Row[]> {
  const asking: number[] = [];
  const giving: number[] = [];
  const processor: number[] = [];
  for (let i = 0; i < calls; i++) {
    const before = await sting.cpu();
    const flow = await request(`${sting.url}/self-service/login/api`);
    const identifier = `person-${i}@example.org`;
    asking.push(await timedRequest(flow.body.ui.action, { method: 'code', identifier }, 400));
    const code = /\b\d{6}\b/.exec(await mailTo(sting, identifier))?.[0];
    giving.push(await timedRequest(flow.body.ui.action, { method: 'code', identifier, code }, 200));
    processor.push((await sting.cpu()) - before);
  }
  const row = (what: string, samples: number[]): Row => ({
    what,
    unit: 'ms',
    median: median(samples),
    p99: percentile(samples, 0.99),
  });
  return [
    row('sign-in by code, asking for one', asking),
    row('sign-in by code, giving it', giving),
    { what: 'sign-in by code, server processor time in all', unit: 'ms', median: median(processor) },
  ];
}

/** The text of the next mail to this address; others (of a registration) are passed over. */
async function mailTo(sting: ChildServer, address: string): Promise<string> {
  for (;;) {
    const { to, body } = JSON.parse((await sting.printed()).replace(/^mail: /, ''));
    if (to === address) return body;
  }
}

async function timedRequest(url: string, body: object, expected: number): Promise<number> {
  const start = performance.now();
  const answer = await request(url, { body });
  const milliseconds = performance.now() - start;
  if (answer.status !== expected) throw new Error(`${answer.status}: ${JSON.stringify(answer.body).slice(0, 500)}`);
  return milliseconds;
}
