import type { Requirement } from '../../src/assurance/requirement.ts';
import type { Application } from '../../src/http/application.ts';
import { takesKeys } from '../../src/http/by-key.ts';
import { requirementOf } from '../../src/http/requirement-of.ts';
import type { DeclaredRoute } from '../../src/http/route.ts';
import { heading, table } from './table.ts';

type Rules = Pick<Application, 'requirements' | 'config'>;

export const tiers = [1, 2, 3, 4] as const;

/** docs/operations.md, from what the routes of both listeners declare. */
export function operations(
  publicRoutes: readonly DeclaredRoute[],
  adminRoutes: readonly DeclaredRoute[],
  app: Rules,
): string {
  const rows = tiers.map((tier) => [String(tier), inWords(app.requirements.ofTier(tier))]);
  return `${heading('Operations')}
Every route names its operation, its tier and the permission that it asks for; the server does not start with one that does not. Who is
signed in can read the same from \`GET /api/operations\`.

- **permission**: \`public\` asks for nothing, \`self\` for one's own (a stranger's is answered like one that does not exist), \`operator\` for the
  token of the data folder; any other is an action of the access policies in [policies/](../policies), which may ask for more than the tier does;
  so may the minimum of a role, see [profiles](profiles.md). The table is that of the profile \`standard\`.
- **key** marks what an [API key](api-keys.md) can have as a scope.
- **needs** says what has to be proven. Whoever lacks it gets \`step_up_required\` with the missing proof, see [errors](errors.md).
- Two lines with one method and path: the body decides which operation it is.

${table(['tier', 'asks for'], rows)}

## Public listener

${routes(publicRoutes, app)}

## Admin listener

It binds this machine only and refuses browsers.

${routes(adminRoutes, app)}
`;
}

function routes(declared: readonly DeclaredRoute[], app: Rules): string {
  // Several methods that do the same stand on one line.
  const lines = Map.groupBy(declared, ({ path, operation }) => `${path} ${operation}`);
  const byPath = [...lines.values()].sort(([a], [b]) => (a!.path < b!.path ? -1 : Number(a!.path > b!.path)));
  const rows = byPath.map((same) => {
    const { path, operation, tier, permission } = same[0]!;
    const methods = same.map(({ method }) => method).join(', ');
    return [
      `${methods} \`${path.replace(/:(\w+)/g, '{$1}')}\``,
      `\`${operation}\``,
      String(tier),
      permission,
      takesKeys(same[0]!) ? 'yes' : '',
      needs(same[0]!, app),
    ];
  });
  return table(['route', 'operation', 'tier', 'permission', 'key', 'needs'], rows);
}

function needs({ auth, permission, ...declared }: DeclaredRoute, app: Rules): string {
  if (auth === 'session' || permission === 'self') return inWords(requirementOf(declared, app));
  if (auth === 'admin') return 'the operator’s token';
  if (auth === 'client') return 'the key of an application';
  return auth === 'optional' ? 'nothing; a session is looked at' : 'nothing';
}

/** `{level: 'aal2', max_age_seconds: 300}`: a session at aal2, proven in the last 5 minutes. */
export function inWords({ level, max_age_seconds: age, action_bound, ...properties }: Requirement): string {
  const words = [`a session at ${level ?? 'any level'}`];
  if (properties.device_bound) words.push('with a key that cannot leave its device');
  else if (properties.phishing_resistant) words.push('with a passkey or security key');
  if (age !== undefined) words.push(`proven in the last ${age % 60 === 0 ? `${age / 60} minutes` : `${age} seconds`}`);
  if (action_bound) words.push('proven for exactly this action');
  return words.join(', ');
}
