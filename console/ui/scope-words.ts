import type { Operation } from '../../src/http/api/shapes.ts';
import { operationLabel } from './answer-words.ts';

/** What a key with this scope may do, in the words of the screen. */
const scopes: Record<string, string> = {
  'jar.list': 'See which jars there are',
  'jar.read': 'See what a jar is called and who it belongs to',
  'jar.create': 'Make jars',
  'jar.edit': 'Change the names and descriptions of jars',
  'document.list': 'See which documents are in a jar',
  'document.describe': 'See what a document is called',
  'document.read': 'Read documents',
  'document.upload': 'Upload documents',
  'document.delete': 'Delete documents',
  'document.approve': 'Approve uploads',
  'document.reject': 'Turn uploads down',
  'document.withdraw': 'Take back own uploads',
  'grant.list': 'See who can see a jar',
  'grant.remove': 'Stop sharing a jar with somebody',
  'transfer.read': 'See to whom a jar is offered',
  'transfer.list': 'See which jars are offered to you',
  'search.query': 'Search in documents',
  'team.list': 'See your teams',
  'team.create': 'Make teams',
  'team.rename': 'Rename teams',
};

export const scopeLabel = (operation: string) => scopes[operation] ?? operationLabel(operation);

const groups: Record<string, string> = {
  jar: 'Honey Jars',
  document: 'Documents',
  search: 'Documents',
  grant: 'Sharing',
  transfer: 'Sharing',
  team: 'Teams',
};

/** The scopes that a key can have, by what they are about; those that change nothing first. */
export function scopeGroups(operations: readonly Operation[]): [heading: string, scopes: string[]][] {
  const allowed = operations.filter(({ by_key }) => by_key).sort((a, b) => a.tier - b.tier);
  const names = [...new Set(allowed.map(({ operation }) => operation))];
  const grouped = Object.groupBy(names, (name) => groups[name.split('.', 1)[0]!] ?? 'Other');
  return Object.entries(grouped).map(([heading, members]) => [heading, members!]);
}
