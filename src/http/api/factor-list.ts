import { evidence, type Mode } from '../../assurance/evidence.ts';
import { level } from '../../assurance/level.ts';
import type { Address, Credential, Identity } from '../../identity/identity.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import type { Application } from '../application.ts';
import type { Factor } from './account-shapes.ts';
import { strengthOf } from './factors.ts';

const orNull = (at: number | null) => (at === null ? null : rfc3339(at));

/** Everything that a person can prove themselves with: keys, apps and passwords, then backup codes, then addresses. */
export async function factorsOf(app: Application, identity: Identity): Promise<Factor[]> {
  const mode = app.config['assurance.mode'];
  const db = app.store.read;
  const credentials = await app.identities.credentials(db, identity.id);
  const codes = await app.backupCodes.count(db, identity.id);
  const addresses = await app.flows.codeAddresses(identity);
  return [
    ...credentials.map((credential) => ofCredential(credential, mode)),
    ...(codes.left > 0 ? [ofBackupCodes(codes, mode)] : []),
    ...addresses.map((address) => ofAddress(address, mode)),
  ];
}

const ofCredential = (credential: Credential, mode: Mode): Factor => ({
  type: credential.type,
  id: credential.id,
  name: credential.name,
  strength: strengthOf(credential, mode),
  status: credential.status,
  added_at: rfc3339(credential.createdAt),
  last_used_at: orNull(credential.lastUsedAt),
});

const ofBackupCodes = (
  { addedAt, lastUsedAt }: { addedAt: number | null; lastUsedAt: number | null },
  mode: Mode,
): Factor => ({
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
