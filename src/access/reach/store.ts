import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** A condition for queries of other modules. The column holds the id of a jar. */
export type Reached = (column: string) => RawBuilder<SqlBool>;

/** Whether any of these principals has a live row on the jar; a look at the primary key for each row that is asked about. */
export const reachedBy =
  (principals: readonly string[], now: number): Reached =>
  (column) =>
    sql<SqlBool>`exists (
    select 1 from acl where acl.resource = ${sql.ref(column)} and acl.principal in (${sql.join(principals)})
    and (acl.expires_at is null or acl.expires_at > ${now})
  )`;
