import {
  createHooks,
  type HookContext,
  type HookFailure,
  type HookSettings,
  type WebHook,
} from '../../src/hooks/hooks.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { createHttpClient, type HttpClient } from '../../src/kernel/http-client.ts';
import { createKeyring } from '../../src/keyring/keyring.ts';
import type { Store } from '../../src/store/store.ts';
import { movingClock, seededRandom } from './temporary.ts';

export const hookSecret = 'a secret of the receiver and of STING, 0123456789';

export const testHook = (change: Partial<WebHook> = {}): WebHook => ({
  id: 'test',
  url: 'https://hooks.example/',
  method: 'POST',
  headers: {},
  auth: null,
  response: { ignore: false, parse: true },
  secret: hookSecret,
  ...change,
});

export const afterRegistration = (...all: WebHook[]): HookSettings => ({
  before: {},
  after: { registration: { all, byMethod: {} } },
});

export const testContext = (): HookContext => ({
  flow: { id: 'f1', type: 'browser' },
  request_method: 'POST',
  request_url: 'https://id.example.org/self-service/registration?flow=f1',
  request_headers: { 'user-agent': 'Test' },
  identity: { id: 'alice', traits: { email: 'alice@example.org' }, metadata_public: null },
});

interface Change {
  store?: Store;
  clock?: Clock;
  http?: HttpClient;
  timeoutMs?: number;
  seed?: string;
  keys?: string[];
}

/** Hooks that may reach loopback, with what they report as failed. */
export function testHooks(
  settings: HookSettings,
  {
    store = {} as Store,
    clock = movingClock(),
    seed = 'hooks',
    keys = ['a key of the installation'],
    ...change
  }: Change = {},
) {
  const failures: HookFailure[] = [];
  const random = seededRandom(seed);
  const hooks = createHooks({
    settings,
    http: createHttpClient({ allowPrivate: true, exceptions: [] }),
    store,
    clock,
    random,
    keyring: createKeyring({ keys, random }),
    onFailure: async (failure) => void failures.push(failure),
    ...change,
  });
  return { hooks, failures };
}
