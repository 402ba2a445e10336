import { nodeValue, type Person, request } from '../test/support/people.ts';
import type { ChildServer } from './child.ts';
import type { Row } from './row.ts';
import { median, percentile } from './statistics.ts';

/** The submit of a passkey sign-in over HTTP: the challenge consumed, the proof checked, session and audit on the disk. */
export async function benchLogin(
  sting: ChildServer,
  { person, calls }: { person: Person; calls: number },
): Promise<Row[]> {
  const samples: number[] = [];
  const processor: number[] = [];
  for (let i = 0; i < calls; i++) {
    const flow = await request(`${sting.url}/self-service/login/api`);
    const { publicKey } = JSON.parse(nodeValue(flow.body, 'passkey_challenge'));
    const assertion = person.authenticator.authenticate(publicKey, sting.url);
    const body = { method: 'passkey', passkey_login: JSON.stringify(assertion) };
    const before = await sting.cpu();
    const start = performance.now();
    const answer = await request(flow.body.ui.action, { body });
    samples.push(performance.now() - start);
    processor.push((await sting.cpu()) - before);
    if (answer.status !== 200) throw new Error(`The login answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return [
    { what: 'sign-in submit with its writes', unit: 'ms', median: median(samples), p99: percentile(samples, 0.99) },
    { what: 'sign-in submit, server processor time', unit: 'ms', median: median(processor) },
  ];
}
