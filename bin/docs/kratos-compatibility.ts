import { readFileSync } from 'node:fs';
import { schema } from '../../src/config/config.ts';
import type { DeclaredRoute } from '../../src/http/route.ts';
import { deviationTables } from './kratos/deviations.ts';
import { adminEndpoints, endpointTable, publicEndpoints } from './kratos/endpoints.ts';
import { acceptedTable, defaultsTable, fixedTable, refusedTable, supportedTable } from './kratos/keys.ts';
import { messageTable, unsentList } from './kratos/messages.ts';
import { fillRegions } from './kratos/regions.ts';
import { table } from './table.ts';

const page = new URL('../../docs/kratos-compatibility.md', import.meta.url);

/** docs/kratos-compatibility.md: its prose as it stands there, its tables from the product. */
export function kratosCompatibility(
  publicRoutes: readonly DeclaredRoute[],
  adminRoutes: readonly DeclaredRoute[],
): string {
  return fillRegions(readFileSync(page, 'utf8'), {
    'public-endpoints': endpointTable(publicEndpoints, publicRoutes),
    'admin-endpoints': endpointTable(adminEndpoints, adminRoutes),
    hooks: hookTable(),
    defaults: defaultsTable(),
    'supported-keys': supportedTable(),
    'accepted-keys': acceptedTable(),
    'fixed-keys': fixedTable(),
    'refused-keys': refusedTable(),
    messages: messageTable(),
    'other-messages': unsentList(),
    deviations: deviationTables(),
  });
}

/** Which hooks may stand after which flow. */
function hookTable(): string {
  const flows = ['login', 'registration', 'settings', 'recovery', 'verification'] as const;
  const rows = flows.map((flow) => {
    const { bound } = schema[`selfservice.flows.${flow}.after.hooks`].kind;
    return [flow, bound.replace(/^each a hook: /, '').replace(/\w+/g, '`$&`')];
  });
  return table(['flow', 'after'], rows);
}
