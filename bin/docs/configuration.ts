import { type ConfigKey, environmentName, schema } from '../../src/config/config.ts';
import type { Kind } from '../../src/config/kinds.ts';
import { heading, table } from './table.ts';

/** docs/configuration.md */
export function configuration(): string {
  const groups = Map.groupBy(Object.keys(schema) as ConfigKey[], groupOf);
  const sections = [...groups].map(
    ([group, keys]) =>
      `## ${group}\n\n${table(
        ['key', 'type', 'bound', 'default', 'what it is'],
        keys.map((key) => {
          const { kind, sentence } = schema[key];
          const names = `\`${key}\`<br>\`${environmentName(key)}\``;
          return [names, kind.type, kind.bound, defaultInWords(key), sentence];
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
environment variable; a list is separated by commas there. Names are those of Ory Kratos where Kratos has the key.

A key that does not exist, a value outside of its bound, a key without a value and a placeholder such as \`change-me\` end the start with exit
code 1; standard error names every bad key at once and repeats no value. So do combinations that would not be safe, such as a public
listener that other machines can reach without TLS or a trusted proxy. Durations are written as \`90s\`, \`10m\`, \`1h30m\` or \`7d\`.

${sections.join('\n\n')}
`;
}

function groupOf(key: string): string {
  const [first = '', second] = key.split('.');
  if (second === undefined) return 'General';
  return first === 'selfservice' ? `selfservice.${second}`.replace(/\.(default|allowed)_.*/, '') : first;
}

function defaultInWords(key: ConfigKey): string {
  const entry = schema[key];
  if (!('default' in entry)) return 'not set';
  const { default: fallback } = entry;
  if ('words' in fallback) return fallback.words;
  return `\`${(entry.kind as Kind<unknown>).write(fallback.value)}\``;
}
