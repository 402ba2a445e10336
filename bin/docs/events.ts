import { eventTypes } from '../../src/audit/events.ts';
import { heading, table } from './table.ts';

/** docs/events.md */
export function events(): string {
  const rows = Object.entries(eventTypes).map(([type, sentence]) => [`\`${type}\``, sentence]);
  return `${heading('Audit events')}
Every event stands in one hash chain: its hash covers its content and the hash of the event before it. \`sting audit verify\` finds a
row that was changed, removed or reordered. Each event has a time, a type, an outcome (\`success\`, \`failure\`, \`denied\`), who did it in
which session, the operation and resource, the reason of a refusal (an [error code](errors.md) where there is one), the request id, the
address and the user agent, and never a secret.

${table(['type', 'what happened'], rows)}
`;
}
