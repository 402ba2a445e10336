import type { ApplicationRow } from './store.ts';

/** A protected application as STING knows it: a client that asks about its own resources by its own rules. */
export interface ClientApplication {
  id: string;
  /** Another one for an application that takes the id of one that is gone. */
  uid: string;
  name: string;
  /** Cedar's schema. */
  schema: string;
  /** The properties that count when this client sends them: `subject.role`, `context.*`. */
  trusted: readonly string[];
  /** Whether it may also ask about STING's own jars and the installation. */
  ownResources: boolean;
  /** Whether it hears which policies decided. */
  reasons: boolean;
  /** Whether a file of the operator sets it up. */
  fromFile: boolean;
  /** Counts up with every change of what could be answered. */
  revision: number;
  /** The revision at which schema or policies last changed. */
  rulesRevision: number;
  /** Milliseconds. */
  createdAt: number;
  updatedAt: number;
}

export type Side = 'subject' | 'resource' | 'action' | 'context';

/** `subject.role`, or `context.*` for all. */
export const trustedPattern = '^(?:subject|resource|action|context)\\.(?:\\*|[A-Za-z_][A-Za-z0-9_-]{0,63})$';

export function applicationOf(row: ApplicationRow): ClientApplication {
  return {
    id: row.id,
    uid: row.uid,
    name: row.name,
    schema: row.schema,
    trusted: JSON.parse(row.trusted) as string[],
    ownResources: row.own_resources === 1,
    reasons: row.reasons === 1,
    fromFile: row.file_digest !== null,
    revision: Number(row.revision),
    rulesRevision: Number(row.rules_revision),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Of what a client says, what it may say. Everything else counts for nothing. */
export function trustedOf({ trusted }: Pick<ClientApplication, 'trusted'>, side: Side, said: object): object {
  if (trusted.includes(`${side}.*`)) return said;
  return Object.fromEntries(Object.entries(said).filter(([name]) => trusted.includes(`${side}.${name}`)));
}
