import { type ConfigKey, schema } from '../../../src/config/config.ts';
import type { Key } from '../../../src/config/key.ts';
import { unsupported } from '../../../src/config/unsupported.ts';
import { defaultInWords } from '../configuration.ts';
import { table } from '../table.ts';

/** The groups at the top of a Kratos configuration. */
const kratosGroups = [
  ...['dsn', 'version', 'revision', 'secrets', 'ciphers', 'hashers', 'log', 'identity', 'clients', 'serve', 'cookies'],
  ...['session', 'selfservice', 'security', 'courier', 'feature_flags'],
];

/** Keys in these groups that Kratos does not have all the same. All others have its names. */
const own = [
  ...[
    'session.aal1',
    'session.aal2',
    'session.aal3',
    'serve.admin.auth',
    'serve.trusted_proxies',
    'serve.max_body_bytes',
  ],
  ...[
    'serve.requests_per_minute',
    'serve.flow_starts_per_minute',
    'courier.sms.twilio',
    'selfservice.methods.code.sms',
  ],
  ...[
    'selfservice.methods.password.config.breached_list_path',
    'selfservice.methods.password.config.refused_list_path',
    'security.recovery_hold',
  ],
  ...['security.code_sends_per_hour', 'security.contact'],
];

export function isOwn(key: string): boolean {
  if (!kratosGroups.includes(key.split('.')[0]!)) return true;
  return own.some((group) => key === group || key.startsWith(`${group}.`));
}

const kratosKeys = (Object.keys(schema) as ConfigKey[]).filter((key) => !isOwn(key));
const entry = (key: ConfigKey) => schema[key] as Key<unknown>;
const isFixed = (key: ConfigKey) => entry(key).kind.type === 'fixed';
const isAccepted = (key: ConfigKey) => entry(key).sentence.startsWith('Accepted for Kratos');

/** The keys of Kratos that do in STING what they do there, by the group that each stands in. */
function supportedKeys(): Map<string, string[]> {
  const supported = kratosKeys.filter((key) => !isFixed(key) && !isAccepted(key));
  return Map.groupBy(supported, groupOf);
}

function groupOf(key: string): string {
  const parts = key.split('.');
  const length = { selfservice: 3, serve: 2, courier: 1, session: 1 }[parts[0]!] ?? 1;
  return parts.slice(0, Math.min(length, parts.length - 1)).join('.');
}

export function supportedTable(): string {
  const rows = [...supportedKeys()].map(([group, keys]) => {
    const names = keys.map((key) => `\`${group === '' ? key : key.slice(group.length + 1)}\``);
    return [group === '' ? '(top)' : `\`${group}\``, names.join(' ')];
  });
  return table(['group', 'keys'], rows);
}

/** What holds in place of keys whose sentence only says that they are accepted. */
const unsaid: Readonly<Record<string, string>> = {
  hashers: 'STING hashes with argon2id, 19 MiB and two passes.',
  'log.redaction_text': 'STING never logs secrets.',
  'courier.worker': 'A message is sent as soon as it is due.',
};

function instead(key: ConfigKey): string {
  const said = entry(key).sentence.replace(/^Accepted for Kratos[.;:]? ?/, '');
  const group = Object.keys(unsaid).find((one) => key.startsWith(one)) ?? '';
  return unsaid[group] || said.charAt(0).toUpperCase() + said.slice(1);
}

/** Every accepted key has a sentence of its own, but for a group that shares one. */
export function acceptedTable(): string {
  const accepted = kratosKeys.filter((key) => isAccepted(key) && !isFixed(key));
  const rows = [...Map.groupBy(accepted, instead)].map(([sentence, keys]) => [
    keys.map((key) => `\`${key}\``).join('<br>'),
    sentence,
  ]);
  return table(['key', 'what holds instead'], rows);
}

/** What a fixed key says to any other value: `must be false: STING has no SAML`. */
function refusalOf(key: ConfigKey): string {
  const result = entry(key).kind.read('another value');
  return 'problem' in result ? result.problem : '';
}

export function fixedTable(): string {
  const rows = kratosKeys.filter(isFixed).map((key) => [`\`${key}\``, refusalOf(key)]);
  return table(['key', 'any other value'], rows);
}

export function refusedTable(): string {
  const rows = Object.entries(unsupported).map(([key, why]) => [`\`${key}\``, why]);
  return table(['key or group', 'the sentence that the start ends with'], rows);
}

/** Defaults of Kratos that STING does not share. */
export const otherDefaults: Readonly<Partial<Record<ConfigKey, string>>> = {
  'clients.http.disallow_private_ip_ranges': '`false`',
  'courier.smtp.from_address': '`no-reply@ory.kratos.sh`',
  'security.account_enumeration.mitigate': '`false`',
  'selfservice.flows.logout.clear_browser_data': '`false`',
  'selfservice.flows.recovery.enabled': '`false`',
  'selfservice.flows.settings.privileged_session_max_age': '`1h`',
  'selfservice.flows.settings.required_aal': '`highest_available`',
  'selfservice.flows.verification.enabled': '`false`',
  'selfservice.methods.code.config.lifespan': '`1h`',
  'selfservice.methods.code.passwordless_enabled': '`false`',
  'selfservice.methods.lookup_secret.enabled': '`false`',
  'selfservice.methods.passkey.enabled': '`false`',
  'selfservice.methods.password.enabled': '`true`',
  'selfservice.methods.totp.enabled': '`false`',
  'session.whoami.required_aal': '`highest_available`',
};

export function defaultsTable(): string {
  const rows = Object.entries(otherDefaults).map(([key, kratos]) => [
    `\`${key}\``,
    kratos,
    defaultInWords(key as ConfigKey),
  ]);
  return table(['key', 'in Kratos', 'in STING'], rows);
}
