import { type Above, atStart, type Key, optional, required } from './key.ts';
import { advised, duration, integer, type Kind, oneOf, text } from './kinds.ts';
import { byProfile, profileDefault, profileNames } from './profiles/profiles.ts';
import { accountKeys } from './schema/account.ts';
import { applicationKeys } from './schema/applications.ts';
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

const lifeKinds = { aal1: duration('1m', '30d'), aal2: duration('1m', '24h'), aal3: duration('1m', '12h') };

const sessionLifespan = (above: Above) => above['session.lifespan'] as number | undefined;

/** A life that `session.lifespan` shortens and never lengthens. */
const atMost = (level: 'aal2' | 'aal3') =>
  profileDefault(`session.${level}.lifespan`, lifeKinds[level], {
    words: ', or session.lifespan when that is shorter',
    of: (seconds, above) => Math.min(seconds, sessionLifespan(above) ?? seconds),
  });

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
    profile: required(
      oneOf(...profileNames),
      'standard',
      'What the keys of sessions, tiers, roles and enrolment are unless they are set; docs/profiles.md compares the profiles.',
    ),
  }),
  ...installationKeys,
  ...serveKeys,
  ...cookieKeys,

  'session.lifespan': optional(
    advised(duration('1m', '30d'), duration('1m', '36500d')),
    'Longest life of any session, as Kratos knows it; the keys below divide it by level.',
  ),
  'session.aal1.lifespan': required(
    lifeKinds.aal1,
    profileDefault('session.aal1.lifespan', lifeKinds.aal1, {
      words: ', or session.lifespan when that is set',
      of: (seconds, above) => sessionLifespan(above) ?? seconds,
    }),
    'Longest life of a session at aal1.',
  ),
  'session.aal1.idle': byProfile(
    'session.aal1.idle',
    duration('1m', '30d'),
    'An aal1 session ends after this long without use; unset, it does not.',
  ),
  'session.aal2.lifespan': required(lifeKinds.aal2, atMost('aal2'), 'Longest life of a session at aal2.'),
  'session.aal2.idle': byProfile(
    'session.aal2.idle',
    duration('1m', '1h'),
    'An aal2 session ends after this long without use.',
  ),
  'session.aal3.lifespan': required(lifeKinds.aal3, atMost('aal3'), 'Longest life of a session at aal3.'),
  'session.aal3.idle': byProfile(
    'session.aal3.idle',
    duration('1m', '15m'),
    'An aal3 session ends after this long without use.',
  ),
  ...atStart({
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
  ...applicationKeys,
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
