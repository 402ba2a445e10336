import { evidence, type Mode } from '../../assurance/evidence.ts';
import { level } from '../../assurance/level.ts';
import type { Address, Credential, Identity } from '../../identity/identity.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { proofOf } from '../../methods/possible.ts';
import type { Application } from '../application.ts';
import type { Factor } from './account-shapes.ts';

/** What a person has set up: all but their addresses. */
type Enrolled = Factor & { type: Exclude<Factor['type'], 'code'> };

const orNull = (at: number | null) => (at === null ? null : rfc3339(at));

/** Everything that a person can prove themselves with: keys, apps and passwords, then backup codes, then addresses. */
export async function factorsOf(app: Application, identity: Identity): Promise<Factor[]> {
  const addresses = await app.flows.codeAddresses(identity);
  return [
    ...(await enrolledFactors(app, identity.id)),
    ...addresses.map((address) => ofAddress(address, app.config['assurance.mode'])),
  ];
}

export async function enrolledFactors(app: Application, identityId: string): Promise<Enrolled[]> {
  const { config, store, identities, backupCodes } = app;
  const mode = config['assurance.mode'];
  const credentials = await identities.credentials(store.read, identityId);
  const codes = await backupCodes.count(store.read, identityId);
  return [
    ...credentials.map((credential) => ofCredential(credential, mode)),
    ...(codes.left > 0 ? [ofBackupCodes(codes, mode)] : []),
  ];
}

const ofCredential = (credential: Credential, mode: Mode): Enrolled => ({
  type: credential.type,
  id: credential.id,
  name: credential.name,
  // As far as it has shown what it can.
  strength: level([proofOf(credential, 'seen', 0)], mode),
  status: credential.status,
  added_at: rfc3339(credential.createdAt),
  last_used_at: orNull(credential.lastUsedAt),
});

const ofBackupCodes = (
  { addedAt, lastUsedAt }: { addedAt: number | null; lastUsedAt: number | null },
  mode: Mode,
): Enrolled => ({
  type: 'lookup_secret',
  id: null,
  name: 'Backup codes',
  strength: level([evidence({ method: 'lookup_secret', at: 0 })], mode),
  status: 'active',
  added_at: orNull(addedAt),
  last_used_at: orNull(lastUsedAt),
});

/** When a code was last entered is written down in the history alone. */
const ofAddress = ({ value, via, createdAt }: Address, mode: Mode): Factor => ({
  type: 'code',
  id: null,
  name: value,
  strength: level([evidence({ method: 'code', channel: via, at: 0 })], mode),
  status: 'active',
  added_at: rfc3339(createdAt),
  last_used_at: null,
});
