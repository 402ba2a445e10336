import { createRequirements } from '../../src/assurance/tiers.ts';
import { loadConfig, type ProfileName, profileNames, profileParameters } from '../../src/config/config.ts';
import { requirementSettings } from '../../src/settings.ts';
import { inWords, tiers } from './operations.ts';
import { heading, table } from './table.ts';

/** docs/profiles.md, from the table that the defaults are taken from. */
export function profiles(): string {
  return `${heading('Profiles')}
How surely people must have proven who they are is a profile: one key sets the life of sessions, the tiers, what roles ask for and how
keys are enrolled.

\`\`\`yaml
profile: regulated
\`\`\`

- \`starter\` is for a small team that begins: long sessions, and a week for everybody but the first owner to add a key.
- \`standard\` is the default: people who look after others have a passkey from the first minute.
- \`regulated\` is for places that are examined: levels are counted as NIST SP 800-63B-4 counts, what is sensitive takes a key that no false page
  can talk anybody out of, and owners have one that cannot be copied. A key of Ory Kratos outside of its bound ends the start there, where it is
  a warning elsewhere.

A key that is set wins over the profile. It is then a deviation: \`sting doctor\` and \`GET /api/profile\` list it beside what the profile says.

## Tiers

Every [operation](operations.md) has a tier: 1 view, 2 ordinary change, 3 sensitive, 4 critical. Tier 4 is bound to its action in every profile.

${table(['tier', ...profileNames], tierRows())}

## Roles

Whoever has a role uses it only with its minimum, \`assurance.role_minimum\` below: \`aal2\` two factors or a passkey with PIN or biometric,
\`phishing_resistant\` the same with a passkey or a security key, \`device_bound\` with one that cannot leave its device. No role opens a jar: on
jars, and for making one, owners, admins, security officers, support and auditors are members like everybody. One's own account is behind no
minimum, so that everybody can add what is missing.

Roles whose minimum names a key, and those of \`assurance.passkey_required_roles\`, ask for it before anything else opens, jars included. Somebody without a key that fits gets \`enrolment_required\` for everything else and is led to
their account; a synced passkey signs them in, and does not fit where the key has to be device-bound.

\`assurance.enrolment_grace\` counts from when somebody gave the role; whom nobody gave it, the owner of set-up, adds the key at once. For one person
\`PUT /api/people/{id}/enrolment-exception\` grants an exception with an end date, at most 90 days ahead. While either lasts the level of the role
is enough.

## Parameters

${table(['key', ...profileNames, 'why'], parameterRows())}
`;
}

const configOf = (profile: ProfileName) => loadConfig({ environment: {}, flags: { profile } });

function tierRows(): string[][] {
  const each = profileNames.map((profile) => createRequirements(requirementSettings(configOf(profile))));
  return tiers.map((tier) => [String(tier), ...each.map(({ ofTier }) => inWords(ofTier(tier)))]);
}

function parameterRows(): string[][] {
  return profileParameters(configOf('standard')).map(({ key, profiles: values, why }) => [
    `\`${key}\``,
    ...profileNames.map((profile) => (values[profile] === null ? 'not set' : `\`${values[profile]}\``)),
    why,
  ]);
}
