import type { Migration } from 'kysely/migration';
import * as audit from './001-audit.ts';

/** In this order, for ever: a landed migration is never edited, a change is a new file. */
export const migrations: Record<string, Migration> = {
  '001-audit': audit,
};
