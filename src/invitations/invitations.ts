import type { Courier } from '../courier/courier.ts';
import { canonicalEmail, type Identities } from '../identity/identity.ts';
import type { Clock } from '../kernel/clock.ts';
import { cursorAt, positionOf } from '../kernel/cursor.ts';
import { badRequest, notFound, StingError } from '../kernel/errors.ts';
import { uuid } from '../kernel/ids.ts';
import { digest, type Random, secretToken } from '../kernel/secrets.ts';
import type { Reader, Tx } from '../store/store.ts';
import * as store from './store.ts';

/** Somebody who may register although registration is not open, with this address alone. Times in milliseconds. */
export interface Invitation {
  id: string;
  /** Canonical. */
  email: string;
  /** What they get when they register: names of roles, ids of teams. */
  roles: string[];
  teams: string[];
  invitedBy: string;
  /** Its link went to the address and to nobody else, so that whoever has it has the address. */
  mailed: boolean;
  createdAt: number;
  expiresAt: number;
}

/** How an invitation leaves: by mail, or where there is none as a link for the one who invites, who is shown it once. */
export type Sent = { invitation: Invitation; link: string | null };

interface Sender {
  /** Identity id and name of whoever invites. */
  by: string;
  name: string;
  language: string;
}

export interface Invitations {
  /**
   * Invites an address. Whether its sender may give the roles and teams is for the caller to ask. Throws
   * `invalid_address` (400), `already_registered` and `already_invited` (409).
   */
  invite(tx: Tx, init: Sender & { email: string; roles: readonly string[]; teams: readonly string[] }): Promise<Sent>;
  /** Makes another link for the full time, in the name of whoever sends it; the earlier one ends. Throws `not_found`. */
  resend(tx: Tx, id: string, sender: Sender): Promise<Sent>;
  /** Throws `not_found` (404). */
  revoke(tx: Tx, id: string): Promise<void>;
  /** Expired ones too, while they are kept. */
  byId(db: Reader, id: string): Promise<Invitation | null>;
  /** Newest first. Throws `invalid_cursor` (400). */
  list(
    db: Reader,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<{ invitations: Invitation[]; next: string | null }>;
  /** The invitation of a token, by its digest, while it can be accepted. */
  open(db: Reader, token: string): Promise<Invitation | null>;
  /** The same, and takes it out: of two that come at once, one. */
  accept(tx: Tx, token: string): Promise<Invitation | null>;
  /** Takes back what somebody who goes has sent, and what was sent to their addresses (canonical). */
  forget(tx: Tx, person: { id: string; addresses: readonly string[] }): Promise<void>;
  sweep(tx: Tx): Promise<void>;
}

interface InvitationsInit {
  clock: Clock;
  random: Random;
  identities: Pick<Identities, 'byAddress'>;
  courier: Pick<Courier, 'has' | 'delivers' | 'queue'>;
  lifespanSeconds: () => number;
  baseUrl: string;
}

/** How long one that nobody accepted can still be seen, and sent anew. */
const keptMs = 30 * 86_400_000;

export function createInvitations(init: InvitationsInit): Invitations {
  const { clock, random, identities, courier, lifespanSeconds, baseUrl } = init;

  function newToken() {
    const token = secretToken(random);
    const mailed = Number(courier.delivers('email'));
    return { token, row: { token: digest(token), mailed, expires_at: clock() + lifespanSeconds() * 1000 } };
  }

  /** A link that is mailed proves the address of whoever has it; so nobody else is shown it then. */
  async function send(tx: Tx, invitation: Invitation, token: string, { name, language }: Sender): Promise<Sent> {
    const link = `${baseUrl}/registration?invitation=${token}`;
    if (!courier.has('email')) return { invitation, link };
    const { email: recipient, expiresAt: due } = invitation;
    const data = { inviter: name, due, link };
    await courier.queue(tx, { template: 'invitation', channel: 'email', recipient, language, identityId: null, data });
    return { invitation, link: null };
  }

  const isOpen = ({ expires_at }: store.InvitationRow) => expires_at > clock();

  async function known(db: Reader, id: string): Promise<store.InvitationRow> {
    const row = await store.findInvitation(db, 'id', id);
    if (row === null) throw notFound('invitation');
    return row;
  }

  return {
    async invite(tx, { email: given, roles, teams, ...sender }) {
      const email = canonicalEmail(given);
      if (email === null) throw badRequest('invalid_address', 'This is not an e-mail address.');
      if (await identities.byAddress(tx, email)) throw alreadyRegistered();
      const earlier = await store.findInvitation(tx, 'email', email);
      if (earlier && isOpen(earlier)) throw alreadyInvited();
      if (earlier) await store.takeInvitation(tx, earlier.id);
      const { token, row } = newToken();
      const invitation: store.InvitationRow = {
        id: uuid(random),
        email,
        roles: JSON.stringify([...new Set(roles)]),
        teams: JSON.stringify([...new Set(teams)]),
        invited_by: sender.by,
        created_at: clock(),
        ...row,
      };
      await store.insertInvitation(tx, invitation);
      return send(tx, invitationOf(invitation), token, sender);
    },

    async resend(tx, id, sender) {
      const earlier = await known(tx, id);
      const { token, row } = newToken();
      const change = { ...row, invited_by: sender.by };
      await store.updateInvitation(tx, id, change);
      return send(tx, invitationOf({ ...earlier, ...change }), token, sender);
    },

    async revoke(tx, id) {
      if (!(await store.takeInvitation(tx, id))) throw notFound('invitation');
    },

    async byId(db, id) {
      const row = await store.findInvitation(db, 'id', id);
      return row && invitationOf(row);
    },

    async list(db, { limit, cursor }) {
      const list = ['invitations'];
      const before = cursor === undefined ? null : positionOf(cursor, list);
      const rows = await store.selectInvitations(db, { before, limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      const next = last ? cursorAt({ at: last.created_at, id: last.id }, list) : null;
      return { invitations: shown.map(invitationOf), next };
    },

    async open(db, token) {
      const row = await store.findInvitation(db, 'token', token);
      return row && isOpen(row) ? invitationOf(row) : null;
    },

    async accept(tx, token) {
      const row = await store.findInvitation(tx, 'token', token);
      return row && isOpen(row) && (await store.takeInvitation(tx, row.id)) ? invitationOf(row) : null;
    },

    forget: store.deleteOfPerson,
    sweep: (tx) => store.deleteExpired(tx, clock() - keptMs),
  };
}

const alreadyRegistered = () =>
  new StingError({ code: 'already_registered', status: 409, message: 'Somebody with this address has an account.' });

const alreadyInvited = () =>
  new StingError({
    code: 'already_invited',
    status: 409,
    message: 'This address is invited already. Send that invitation anew, or take it back first.',
  });

function invitationOf(row: store.InvitationRow): Invitation {
  return {
    id: row.id,
    email: row.email,
    roles: JSON.parse(row.roles) as string[],
    teams: JSON.parse(row.teams) as string[],
    invitedBy: row.invited_by,
    mailed: row.mailed === 1,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
