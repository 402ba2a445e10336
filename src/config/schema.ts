import { type Above, atStart, derived, type Key, optional, required } from './key.ts';
import { advised, duration, integer, type Kind, oneOf, text } from './kinds.ts';
import { accountKeys } from './schema/account.ts';
import { courierKeys } from './schema/courier.ts';
import { forwardAuthKeys } from './schema/forward-auth.ts';
import { featureKeys, installationKeys } from './schema/installation.ts';
import { methodKeys, securityKeys } from './schema/methods.ts';
import { passkeyKeys } from './schema/passkeys.ts';
import { selfserviceKeys } from './schema/selfservice.ts';
import { cookieKeys, serveKeys } from './schema/serve.ts';

const timeZone = text('a time zone', (name) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
});

const requiredLevel = oneOf('aal1', 'highest_available');

/** A life that `session.lifespan` shortens and never lengthens. */
const atMost = (seconds: number, words: string) =>
  derived(`${words}, or session.lifespan when that is shorter`, (above) =>
    Math.min(seconds, (above['session.lifespan'] as number | undefined) ?? seconds),
  );

/**
 * Every key an operator may set, with its type, default, bound and sentence. Names are Kratos's where Kratos has the
 * key. Durations are seconds in the program. docs/configuration.md is generated from this table.
 */
export const schema = {
  ...atStart({
    mode: required(
      oneOf('development', 'production'),
      'production',
      'Development binds loopback only and shows a banner; a start without a configuration file is in development.',
    ),
    data: required(text('a folder'), './data', 'Folder of the database, tokens and checkpoints.'),
  }),
  ...installationKeys,
  ...serveKeys,
  ...cookieKeys,

  'session.lifespan': optional(
    advised(duration('1m', '30d'), duration('1m', '36500d')),
    'Longest life of any session, as Kratos knows it; the keys below divide it by level.',
  ),
  'session.aal1.lifespan': required(
    duration('1m', '30d'),
    derived('session.lifespan, or `1d`', (above) => (above['session.lifespan'] as number | undefined) ?? 86400),
    'Longest life of a session at aal1.',
  ),
  'session.aal2.lifespan': required(
    duration('1m', '24h'),
    atMost(43200, '`12h`'),
    'Longest life of a session at aal2.',
  ),
  'session.aal2.idle': required(duration('1m', '1h'), 3600, 'An aal2 session ends after this long without use.'),
  'session.aal3.lifespan': required(
    duration('1m', '12h'),
    atMost(43200, '`12h`'),
    'Longest life of a session at aal3.',
  ),
  'session.aal3.idle': required(duration('1m', '15m'), 900, 'An aal3 session ends after this long without use.'),
  // The parts of the program are made from these, once.
  ...atStart({
    'assurance.mode': required(oneOf('product', 'nist'), 'product', 'How factors add up to a level.'),
    'assurance.passkey': required(
      oneOf('aal1', 'aal2'),
      'aal2',
      'The level that a verified passkey shows in `authentication_methods`; aal1 is the grading of Kratos.',
    ),
    'policies.time_zone': required(
      timeZone,
      'UTC',
      'The time zone of rules about hours and days, such as Europe/Berlin.',
    ),
    'documents.max_bytes': required(integer(1, 5368709120), 104857600, 'Largest document.'),
    'documents.max_bytes_per_person': required(
      integer(1, 1125899906842624),
      10737418240,
      'What the documents in all jars of one owner may have together.',
    ),
  }),
  'session.earliest_possible_extend': optional(
    duration('1s', '36500d'),
    'How long before its end a session may be extended; unset, at any time.',
  ),
  'session.whoami.required_aal': required(requiredLevel, 'aal1', 'What whoami asks of a session.'),

  ...accountKeys,
  ...selfserviceKeys,
  'selfservice.flows.settings.required_aal': required(requiredLevel, 'aal1', 'What settings asks of a session.'),
  ...passkeyKeys,
  ...methodKeys,
  ...securityKeys,
  ...courierKeys,
  ...forwardAuthKeys,
  ...featureKeys,
};

type ValueOf<K> = K extends { kind: Kind<infer T> } ? (K extends { default: unknown } ? T : T | undefined) : never;

export type Config = { readonly [K in keyof typeof schema]: ValueOf<(typeof schema)[K]> };
export type ConfigKey = keyof typeof schema;

/** What a key is when nobody sets it; undefined for keys that then stay unset. */
export function defaultOf(key: ConfigKey, above: Above): unknown {
  const { default: fallback } = schema[key] as Key<unknown>;
  if (fallback === undefined) return undefined;
  return 'from' in fallback ? fallback.from(above) : fallback.value;
}
