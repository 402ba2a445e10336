import { type ConfigKey, environmentName, schema } from '../../src/config/config.ts';
import type { Key } from '../../src/config/key.ts';
import type { Kind } from '../../src/config/kinds.ts';
import { heading, table } from './table.ts';

/** docs/configuration.md */
export function configuration(): string {
  const groups = Map.groupBy(Object.keys(schema) as ConfigKey[], groupOf);
  const sections = [...groups].map(
    ([group, keys]) =>
      `## ${group}\n\n${table(
        ['key', 'type', 'bound', 'default', 'read', 'what it is'],
        keys.map((key) => {
          const { kind, sentence, restart }: Key<unknown> = schema[key] as Key<unknown>;
          const names = `\`${key}\`<br>\`${environmentName(key)}\``;
          return [names, kind.type, kind.bound, defaultInWords(key), restart ? 'start' : 'live', sentence];
        }),
      )}`,
  );
  return `${heading('Configuration')}
Without a configuration file STING starts in development mode, on this machine only. \`--config FILE\` names a file, YAML or JSON, with nested keys:

\`\`\`yaml
serve:
  public:
    base_url: https://login.example.com
  trusted_proxies: [10.0.0.0/8]
\`\`\`

An environment variable wins over the file, the command line (\`--data\`, \`--public-port\`, \`--admin-port\`) over both. Below each key stands its
environment variable; a list is separated by commas there, and a list of groups, a map or a group is written as JSON, as in
\`COURIER_SMTP_HEADERS={"X-Mailer":"STING"}\`. Names are those of Ory Kratos where Kratos has the key; [what is different](kratos-compatibility.md)
has a page of its own.

**What cannot be used ends the start**: a key that does not exist, a value outside of its bound, a key without a value and a placeholder such as
\`change-me\`, with exit code 1; standard error names every bad key at once and repeats no value. So do combinations that would not be safe, such
as a public listener that other machines can reach without TLS or a trusted proxy. A key of Kratos may have two bounds, the second one “with a
warning”: a value between the two is used as it is, so that an existing file starts, and standard error says so. STING's own keys have one bound,
and so has every key in the profile \`regulated\`; [profiles](profiles.md) compares what the profiles set.
Durations are written as \`90s\`, \`10m\`, \`1h30m\` or \`7d\`.

**The file is followed** while STING runs: a changed file is read again, and what is \`live\` below holds from then on. What is read at the \`start\`
waits for the next one, and standard error names it. A file that cannot be used changes nothing. \`GET /admin/health/config\` answers the
\`revision\` that holds.

${sections.join('\n\n')}
`;
}

function groupOf(key: string): string {
  const [first = '', second] = key.split('.');
  if (second === undefined) return 'General';
  return first === 'selfservice' ? `selfservice.${second}`.replace(/\.(default|allowed)_.*/, '') : first;
}

/** The default of a key as the references write it. */
export function defaultInWords(key: ConfigKey): string {
  const entry = schema[key];
  if (!('default' in entry)) return 'not set';
  const { default: fallback } = entry;
  if ('words' in fallback) return fallback.words;
  return `\`${(entry.kind as Kind<unknown>).write(fallback.value)}\``;
}
