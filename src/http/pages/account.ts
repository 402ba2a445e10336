import { factorOf } from '../../assurance/evidence.ts';
import { eventTypes } from '../../audit/events.ts';
import type { FlowView } from '../../flows/flows.ts';
import type { Credential, Identity } from '../../identity/identity.ts';
import { hexId } from '../../methods/passkey/passkey.ts';
import { removable, waysIn } from '../../methods/ways-in.ts';
import type { AccountPage } from '../../pages/pages.ts';
import { type Authenticated, describeDevice } from '../../sessions/sessions.ts';
import type { PublicKeyCredentialRecord } from '../../webauthn/webauthn.ts';
import { blockersOf } from '../account-deletion.ts';
import type { Application } from '../application.ts';

/** What the account page shows beside its flow. */
export async function accountData(
  app: Application,
  person: Authenticated,
  flow: FlowView,
  logout: string,
): Promise<AccountPage> {
  const { identity, session: current } = person;
  const db = app.store.read;
  const [all, sessions, codes, { events }] = await Promise.all([
    app.identities.credentials(db, identity.id),
    app.sessions.list(db, identity.id),
    app.backupCodes.count(db, identity.id),
    app.audit.list({ actor: identity.id, limit: 20 }),
  ]);
  const name = app.identities.displayName(identity.schemaId, identity.traits, identity.id);
  const firstSession = current.issuedAt - identity.createdAt < 60_000;
  // As the flow has it: whoever has shown more than a mailbox is not held back.
  const shownMore = current.evidence.some((proof) => factorOf(proof).kind !== 'mailbox');
  const held = shownMore ? null : await app.flows.heldUntil(identity.id);
  const sealed = (await app.breakGlass.openings(db, { unreviewed: true })).find(
    ({ open, identityId }) => open && identityId === identity.id,
  );
  const { first } = app.flows.offered();
  const verifies = app.config['selfservice.flows.verification.enabled'];
  const settings = app.config['selfservice.flows.settings.ui_url'];
  const keys = (type: Credential['type']) =>
    all.filter((one) => one.type === type).map((key) => accountKey(app, key, removable(all, key.id, first)));
  const authenticatorApp = all.find(({ type }) => type === 'totp');
  return {
    flow: flow as unknown as AccountPage['flow'],
    displayName: name,
    ...(held === null ? {} : { heldUntil: held }),
    ...(sealed ? { sealOpenUntil: sealed.endsAt } : {}),
    addresses: identity.addresses
      .filter(({ verifiable }) => verifiable)
      .map(({ value, via, verified }) => ({ value, via, verified })),
    passkeys: keys('passkey'),
    securityKeys: keys('webauthn'),
    authenticatorApp: authenticatorApp
      ? { addedAt: authenticatorApp.createdAt, lastUsedAt: authenticatorApp.lastUsedAt }
      : null,
    waysIn: waysIn(all, first),
    codesSignIn: first.includes('code') && identity.addresses.some(({ via }) => via === 'email'),
    newOwner: codes.total === 0 && firstSession && events.some(({ type }) => type === 'setup.completed'),
    sessions: sessions.map(({ id, devices, issuedAt, lastSeenAt }) => {
      const device = devices.at(-1);
      const { browser, system } = describeDevice(device?.userAgent ?? '');
      return {
        id,
        browser: browser ?? '',
        system: system ?? '',
        ip: device?.ip ?? '',
        signedInAt: issuedAt,
        lastSeenAt,
        current: id === current.id,
      };
    }),
    backupCodesLeft: codes.total === 0 ? null : codes.left,
    enrolment: await enrolmentOf(app, person),
    backupCodeUsed: current.evidence.some(({ method }) => method === 'lookup_secret'),
    deletion: await deletionOf(app, identity),
    events: events.map(({ time, type, ip }) => ({ time: Date.parse(time), type, sentence: eventTypes[type], ip })),
    links: {
      logout,
      console: '/console',
      ...(verifies ? { verification: `/verification?return_to=${encodeURIComponent(settings)}` } : {}),
    },
    signal: { rpId: app.webauthn.relyingParty.id, userId: identity.userHandle, name, displayName: name },
  };
}

async function enrolmentOf({ access, store, clock }: Application, { identity, session }: Authenticated) {
  const missing = await access.enrolment(store.read, identity.id, session.evidence);
  if (missing === null) return null;
  const { needs, dueAt } = missing;
  return { deviceBound: needs.device_bound === true, dueAt: dueAt <= clock() ? null : dueAt };
}

async function deletionOf(app: Application, { id, addresses }: Identity): Promise<AccountPage['deletion']> {
  const { config, clock, courier, store } = app;
  const blockers = await blockersOf(app, store.read, id);
  return {
    at: clock() + config['account.deletion_grace'] * 1000,
    keepable: courier.has('email') && addresses.some(({ verified, via }) => verified && via === 'email'),
    blockers: {
      lastOwner: blockers.some(({ code }) => code === 'last_owner'),
      jars: blockers.flatMap((blocker) =>
        blocker.code === 'owns_jars'
          ? blocker.jars.map(({ id: jar, name }) => ({ name, href: `/console/jars/${jar}` }))
          : [],
      ),
    },
  };
}

/** A passkey or a security key as its owner sees it. */
function accountKey({ webauthn }: Application, key: Credential, mayRemove: boolean): AccountPage['passkeys'][number] {
  const record = key.data as PublicKeyCredentialRecord;
  return {
    id: key.id,
    name: key.name,
    authenticator: webauthn.authenticatorName(record.aaguid),
    synced: record.backupState,
    suspended: key.status === 'suspended',
    addedAt: key.createdAt,
    lastUsedAt: key.lastUsedAt,
    lastUsedIp: key.lastUsedIp,
    removeValue: hexId(record),
    removable: mayRemove,
  };
}
