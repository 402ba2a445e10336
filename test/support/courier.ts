import { type Courier, type CourierSettings, createCourier, type Outgoing } from '../../src/courier/courier.ts';
import { createHttpClient } from '../../src/kernel/http-client.ts';
import { createKeyring } from '../../src/keyring/keyring.ts';
import type { Store } from '../../src/store/store.ts';
import { type MovingClock, movingClock, seededRandom, temporaryStore } from './temporary.ts';

interface Scope {
  after(work: () => Promise<void>): void;
}

export interface CourierUnderTest {
  courier: Courier;
  store: Store;
  clock: MovingClock;
  printed: string[];
  /** What `onFailure` was told. */
  failures: Parameters<Parameters<typeof createCourier>[0]['onFailure']>[0][];
  /** Queues a message in a transaction of its own; answers its id. */
  queue(message?: Partial<Outgoing>): Promise<string>;
  status(id: string): Promise<string | undefined>;
}

/** A courier on a database of its own, or on that of another one. */
export async function startCourier(
  scope: Scope,
  settings: Partial<CourierSettings> = {},
  beside?: { store: Store; clock: MovingClock },
): Promise<CourierUnderTest> {
  const store = beside?.store ?? (await temporaryStore(scope)).store;
  const clock = beside?.clock ?? movingClock();
  const printed: string[] = [];
  const failures: CourierUnderTest['failures'] = [];
  const random = seededRandom(beside ? 'beside' : 'first');
  const courier = createCourier({
    settings: {
      product: 'STING',
      baseUrl: 'https://id.example.com',
      email: { type: 'console' },
      sms: { type: 'none' },
      ...settings,
    },
    store,
    clock,
    random,
    keyring: createKeyring({ keys: ['k'.repeat(43)], random }),
    http: createHttpClient({ allowPrivate: true, exceptions: [] }),
    print: (line) => printed.push(line),
    onFailure: (failure) => void failures.push(failure),
  });
  scope.after(() => courier.close());
  return {
    courier,
    store,
    clock,
    printed,
    failures,
    queue: (message) => store.write((tx) => courier.queue(tx, { ...loginCode, ...message })),
    status: async (id) => (await courier.message(store.read, id))?.status,
  };
}

/** A code for alice. */
export const loginCode: Outgoing = {
  template: 'login_code_valid',
  channel: 'email',
  recipient: 'alice@example.com',
  language: 'en',
  identityId: null,
  data: { login_code: '482913', expires_in_minutes: 10, device: 'Firefox on Linux', ip: '192.0.2.7' },
};
