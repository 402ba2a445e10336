import type { Clock } from '../../kernel/clock.ts';
import { cursorAt, positionOf } from '../../kernel/cursor.ts';
import { notFound, StingError } from '../../kernel/errors.ts';
import { uuid } from '../../kernel/ids.ts';
import type { Random } from '../../kernel/secrets.ts';
import { isUniqueViolation, type Reader, type Tx } from '../../store/store.ts';
import type { LoadFacts } from '../facts.ts';
import { withdrawGrants } from '../leaving/store.ts';
import { bumpRevision, teamExists } from '../store.ts';
import * as store from './store.ts';

/** Times in milliseconds. */
export interface Team {
  id: string;
  name: string;
  createdAt: number;
  /** How many people are in it. */
  members: number;
  /** What the person who asks is in it. */
  my: 'member' | 'manager' | null;
}

export interface TeamMember {
  identityId: string;
  manager: boolean;
  joinedAt: number;
}

interface Page {
  limit: number;
  cursor?: string | undefined;
}

/** The part of `Access` about teams. */
export interface Teams {
  teamsOf(db: Reader, identityId: string): Promise<string[]>;
  /** By name, each with the place of this person in it; `own`: only those that they are in. */
  listTeams(
    db: Reader,
    init: Page & { identityId: string; own: boolean },
  ): Promise<{ teams: Team[]; next: string | null }>;
  team(db: Reader, id: string, identityId: string): Promise<Team | null>;
  /** Answers the id. Throws `team_exists` (409). */
  createTeam(tx: Tx, init: { name: string; by: string }): Promise<string>;
  /** Throws `team_exists` (409), `not_found` (404). */
  renameTeam(tx: Tx, id: string, name: string): Promise<void>;
  /** Takes with it what was shared with the team; nothing happens while jars are open by it. Throws `not_found` (404). */
  deleteTeam(tx: Tx, id: string): Promise<{ deleted: true } | { deleted: false; jars: string[] }>;
  /** The longest first. Throws `invalid_cursor` (400). */
  members(db: Reader, teamId: string, page: Page): Promise<{ members: TeamMember[]; next: string | null }>;
  /** Whoever is in the team already becomes its manager, or stops being one. Throws `not_found` (404). */
  joinTeam(tx: Tx, teamId: string, identityId: string, as?: { manager?: boolean }): Promise<void>;
  leaveTeam(tx: Tx, teamId: string, identityId: string): Promise<boolean>;
  membership(db: Reader, teamId: string, identityId: string): Promise<TeamMember | null>;
}

/** Names that look alike are the same name: compatible characters, case and blanks do not tell teams apart. */
const keyOf = (name: string) => name.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');

const teamExistsAlready = () =>
  new StingError({ code: 'team_exists', status: 409, message: 'There is a team of that name.' });

/** The work, unless another team has the name. */
async function named<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isUniqueViolation(error)) throw teamExistsAlready();
    throw error;
  }
}

const teamOf = ({ id, name, created_at, members, manager }: store.TeamRow) => ({
  id,
  name,
  createdAt: created_at,
  members: Number(members),
  my: manager === null ? null : manager === 1 ? ('manager' as const) : ('member' as const),
});

const memberOf = ({ identity_id, manager, joined_at }: store.MemberRow) => ({
  identityId: identity_id,
  manager: manager === 1,
  joinedAt: joined_at,
});

export function createTeams(init: { load: LoadFacts; clock: Clock; random: Random }): Teams {
  const { load, clock, random } = init;
  return {
    teamsOf: async (db, identityId) => (await load(db, identityId, null, clock())).teams.sort(),

    async listTeams(db, { identityId, own, limit, cursor }) {
      const after = cursor === undefined ? {} : { after: Buffer.from(cursor, 'base64url').toString() };
      const rows = await store.selectTeams(db, { identityId, own, limit: limit + 1, ...after });
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      return { teams: shown.map(teamOf), next: last ? Buffer.from(last.name_key).toString('base64url') : null };
    },

    async team(db, id, identityId) {
      const [row] = await store.selectTeams(db, { identityId, own: false, id, limit: 1 });
      return row ? teamOf(row) : null;
    },

    async createTeam(tx, { name, by }) {
      const id = uuid(random);
      const row = { id, name: name.trim(), name_key: keyOf(name), created_by: by, created_at: clock() };
      await named(store.insertTeam(tx, row));
      return id;
    },

    async renameTeam(tx, id, name) {
      const found = await named(store.updateTeam(tx, id, { name: name.trim(), name_key: keyOf(name) }));
      if (!found) throw notFound('team');
    },

    async deleteTeam(tx, id) {
      if (!(await teamExists(tx, id))) throw notFound('team');
      const jars = await store.jarsOf(tx, id);
      if (jars.length > 0) return { deleted: false, jars };
      await withdrawGrants(tx, `team:${id}`);
      await store.deleteTeam(tx, id);
      await bumpRevision(tx);
      return { deleted: true };
    },

    async members(db, teamId, { limit, cursor }) {
      const list = ['members', teamId];
      const after = cursor === undefined ? null : positionOf(cursor, list);
      const rows = await store.selectMembers(db, teamId, { after, limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      const next = last ? cursorAt({ at: last.joined_at, id: last.identity_id }, list) : null;
      return { members: shown.map(memberOf), next };
    },

    async joinTeam(tx, teamId, identityId, { manager = false } = {}) {
      if (!(await teamExists(tx, teamId))) throw notFound('team');
      const row = { team_id: teamId, identity_id: identityId, joined_at: clock(), manager: Number(manager) };
      await store.insertMember(tx, row);
      await bumpRevision(tx);
    },

    async leaveTeam(tx, teamId, identityId) {
      const gone = await store.deleteMember(tx, teamId, identityId);
      if (gone) await bumpRevision(tx);
      return gone;
    },

    async membership(db, teamId, identityId) {
      const row = await store.findMember(db, teamId, identityId);
      return row ? memberOf(row) : null;
    },
  };
}
