import { DatabaseSync } from 'node:sqlite';
import { digest } from '../src/kernel/secrets.ts';
import { openStore } from '../src/store/store.ts';
import { proof } from '../test/support/evidence.ts';

/** `count` rows numbered `i`, for the `insert ... select` of a population. */
const numbers = (count: number) =>
  `with recursive number(i) as (select 0 union all select i + 1 from number where i + 1 < ${count})`;

/** SQL of the UUID number `i` of a kind; spread over the index as random ones are. `idOf` says the same. */
const id = (kind: number, i: string) =>
  `printf('%08x-000${kind}-4000-8000-%012x', (${i} * 2654435761) % 4294967296, ${i})`;

const kinds = { person: 1, team: 2, jar: 3, session: 4, address: 5, grant: 6, known: 7 } as const;

/** The id of the person, team, jar and so on number `i` of a population. */
export function idOf(kind: keyof typeof kinds, i: number): string {
  const spread = (i * 2654435761) % 4294967296;
  return `${hex(spread, 8)}-000${kinds[kind]}-4000-8000-${hex(i, 12)}`;
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** A database in `file` with this content, written at once without regard for power cuts; indexes are built at the end. */
async function populate(file: string, statements: readonly string[]): Promise<void> {
  await (await openStore(file)).close();
  const db = new DatabaseSync(file);
  db.exec('pragma synchronous = off; pragma cache_size = -500000; begin');
  const indexes = db.prepare("select name, sql from sqlite_master where type = 'index' and sql is not null").all() as {
    name: string;
    sql: string;
  }[];
  for (const { name } of indexes) db.exec(`drop index "${name}"`);
  for (const statement of statements) db.exec(statement);
  for (const { sql } of indexes) db.exec(sql);
  db.exec('commit; analyze; pragma wal_checkpoint(truncate)');
  db.close();
}

const now = () => Date.now();

/** How long the sessions of a population run: longer than anybody keeps the file, so that no sweep finds them. */
const years = 10 * 365 * 24 * 60 * 60 * 1000;

/** People with one verified address each, and sessions that run. */
export function populateSessions(file: string, { people, sessions }: { people: number; sessions: number }) {
  return populate(file, [
    `insert into identity (id, schema_id, state, state_changed_at, traits, user_handle, created_at, updated_at)
      ${numbers(people)}
      select ${id(kinds.person, 'i')}, 'default', 'active', ${now()},
        json_object('email', 'person-' || i || '@example.org', 'name', json_object('first', 'Person', 'last', 'No. ' || i)),
        lower(hex(randomblob(32))), ${now()}, ${now()} from number`,
    `insert into identity_address
      (id, identity_id, via, value, verifiable, recovery, verified_at, created_at, updated_at)
      ${numbers(people)}
      select ${id(kinds.address, 'i')}, ${id(kinds.person, 'i')}, 'email', 'person-' || i || '@example.org', 1, 1,
        ${now()}, ${now()}, ${now()} from number`,
    `insert into credential_identifier
      ${numbers(people)} select 'webauthn', 'person-' || i || '@example.org', ${id(kinds.person, 'i')} from number`,
    `insert into session
      (id, identity_id, kind, token_hash, issued_at, authenticated_at, expires_at, last_seen_at, evidence, devices)
      ${numbers(sessions)}
      select ${id(kinds.session, 'i')}, ${id(kinds.person, `i % ${people}`)}, 'cookie', lower(hex(randomblob(32))),
        ${now()}, ${now()}, ${now() + years}, ${now()}, '[]', '[]' from number`,
  ]);
}

/** Signs in `count` people, spread over all of a population; answers the tokens of their sessions. */
export function signInPeople(file: string, { people, count }: { people: number; count: number }): string[] {
  const db = new DatabaseSync(file);
  const evidence = JSON.stringify([proof('code', { channel: 'email', at: now() })]);
  const insert = db.prepare(`insert into session
    (id, identity_id, kind, token_hash, issued_at, authenticated_at, expires_at, last_seen_at, evidence, devices)
    values (?, ?, 'token', ?, ?, ?, ?, ?, ?, '[]')`);
  db.exec('begin');
  const tokens = Array.from({ length: count }, (_, i) => {
    const token = `ory_st_${digest(`session ${i} of a benchmark`)}`;
    const person = idOf('person', Math.floor((i * people) / count));
    insert.run(idOf('known', i), person, digest(token), now(), now(), now() + years, now(), evidence);
    return token;
  });
  db.exec('commit');
  db.close();
  return tokens;
}

/** Everybody is in this many teams. */
export const teamsPerPerson = 20;
const people = 10_000;
const teams = 2_000;

/** The number of the person who owns a jar, and of somebody who may have nothing to do with it. */
export const ownerOf = (jar: number): number => (jar * 7919) % people;
export const strangerTo = (jar: number): number => (jar * 7919 + 4321) % people;

/**
 * Jars of 10,000 people, of every type and label: a tenth is public, three tenths belong to one of 2,000 teams, every
 * second one is shared with one more person.
 */
export function populateJars(file: string, jars: number) {
  const jar = id(kinds.jar, 'i');
  const owner = id(kinds.person, `(i * 7919) % ${people}`);
  const guest = id(kinds.person, `(i * 104729 + 1) % ${people}`);
  const team = id(kinds.team, `(i * 31) % ${teams}`);
  const label = `case (i / 10) % 4 when 0 then 'public' when 1 then 'internal' when 2 then 'confidential' else 'restricted' end`;
  const createdAt = `${now() - 1000 * jars} + i * 1000`;
  const reached = (principal: string, grantId: string, strength: number, which: string) =>
    `insert into acl (resource, principal, grant_id, strength, sensitivity, created_at)
      ${numbers(jars)} select ${jar}, ${principal}, ${grantId}, ${strength}, ${label}, ${createdAt} from number ${which}`;
  return populate(file, [
    `insert into team (id, name, created_by, created_at)
      ${numbers(teams)} select ${id(kinds.team, 'i')}, 'Team ' || i, ${id(kinds.person, '0')}, 0 from number`,
    `insert into team_member (identity_id, team_id, joined_at)
      ${numbers(people * teamsPerPerson)}
      select ${id(kinds.person, `i / ${teamsPerPerson}`)},
        ${id(kinds.team, `((i / ${teamsPerPerson}) * 17 + (i % ${teamsPerPerson}) * 97) % ${teams}`)}, 0 from number`,
    `insert into jar (id, name, description, type, sensitivity, owner_id, team_id, tags, documents, created_at, updated_at)
      ${numbers(jars)}
      select ${jar}, 'Jar ' || i, '',
        case when i % 10 = 0 then 'public' when i % 10 < 4 then 'team' when i % 10 = 4 then 'restricted' else 'private' end,
        ${label}, ${owner}, case when i % 10 between 1 and 3 then ${team} end, '[]', 0, ${createdAt}, ${createdAt} from number`,
    `insert into jar_grant
      ${numbers(jars)}
      select ${id(kinds.grant, 'i')}, ${jar}, 'user:' || ${guest}, 'user:' || ${guest}, 'viewer', null, ${owner}, ${createdAt}
      from number where i % 2 = 1`,
    reached(`'user:' || ${owner}`, "''", 5, ''),
    reached("'everyone'", "''", 1, 'where i % 10 = 0'),
    reached(`'team:' || ${team}`, "''", 1, 'where i % 10 between 1 and 3'),
    reached(`'user:' || ${guest}`, id(kinds.grant, 'i'), 1, 'where i % 2 = 1'),
  ]);
}
