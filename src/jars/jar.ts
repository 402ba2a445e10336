import type { JarFacts, JarType, Sensitivity } from '../access/access.ts';
import type { JarRow } from './store.ts';

/** A Honey Jar: a named place for documents with one owner. Times in milliseconds. */
export interface Jar extends JarFacts {
  name: string;
  description: string;
  tags: string[];
  /** How many documents it holds. */
  documents: number;
  updatedAt: number;
}

export interface NewJar {
  name: string;
  description?: string;
  /** `private` unless said. */
  type?: JarType;
  /** `internal` unless said. */
  sensitivity?: Sensitivity;
  tags?: string[];
  /** Id of the team; for jars of type `team`, and only for those. */
  team?: string;
}

export type JarChange = Partial<NewJar>;

export function jarOf(row: JarRow): Jar {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    type: row.type,
    sensitivity: row.sensitivity,
    ownerId: row.owner_id,
    teamId: row.team_id,
    tags: JSON.parse(row.tags),
    documents: row.documents,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function rowOf(jar: Jar): JarRow {
  return {
    id: jar.id,
    name: jar.name,
    description: jar.description,
    type: jar.type,
    sensitivity: jar.sensitivity,
    owner_id: jar.ownerId,
    team_id: jar.teamId,
    tags: JSON.stringify(jar.tags),
    documents: jar.documents,
    created_at: jar.createdAt,
    updated_at: jar.updatedAt,
  };
}

/** The part that decisions rest on. */
export function factsOf({ id, type, sensitivity, ownerId, teamId, tags, createdAt }: Jar): JarFacts {
  return { id, type, sensitivity, ownerId, teamId, tags, createdAt };
}
