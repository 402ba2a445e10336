import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Kind } from './kinds.ts';
import { type ConfigKey, defaultOf, schema } from './schema.ts';

const keys = Object.keys(schema) as ConfigKey[];

test('every default is one that an operator could set', () => {
  const above: Record<string, unknown> = {};
  for (const key of keys) {
    const kind = schema[key].kind as Kind<unknown>;
    above[key] = defaultOf(key, above);
    if (above[key] === undefined) continue;
    assert.deepEqual(kind.read(kind.write(above[key])), { value: above[key] }, key);
  }
});

test('every key says in a sentence what it is', () => {
  for (const key of keys) assert.match(schema[key].sentence, /^[A-Z].+\.$/, key);
});

/** requirements, section 0: what an operator cannot loosen. */
const limits: [key: ConfigKey, within: string, beyond: string][] = [
  ['session.aal1.lifespan', '30d', '31d'],
  ['session.aal2.lifespan', '24h', '25h'],
  ['session.aal2.idle', '1h', '61m'],
  ['session.aal3.lifespan', '12h', '13h'],
  ['session.aal3.idle', '15m', '16m'],
  ['security.code_sends_per_hour', '10', '11'],
  ['security.recovery_hold', '7d', '8d'],
  ['serve.public.port', '65535', '65536'],
  ['serve.public.port', '1', '0'],
];

for (const [key, within, beyond] of limits) {
  test(`${key} may be ${within}, not ${beyond}`, () => {
    assert.ok('value' in schema[key].kind.read(within));
    assert.ok('problem' in schema[key].kind.read(beyond));
  });
}
