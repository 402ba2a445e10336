import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Access } from '../access/access.ts';
import type { Audit } from '../audit/audit.ts';
import { type Config, ConfigError, profileParameters } from '../config/config.ts';
import type { Courier } from '../courier/courier.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { Store } from '../store/store.ts';

/** What the doctor looks at. */
interface Patient {
  config: Config;
  access: Access;
  store: Store;
  audit: Audit;
  courier: Pick<Courier, 'has' | 'delivers' | 'failing' | 'probe'>;
  close(): Promise<void>;
}

export interface Check {
  name: 'configuration' | 'profile' | 'database' | 'owner' | 'mail' | 'files' | 'audit chain';
  /** `note` asks for attention and is no failure. */
  status: 'ok' | 'note' | 'problem';
  sentence: string;
}

/** Looks at what usually goes wrong, in order; what is behind something broken is not looked at. */
export async function diagnose({
  configure,
  open,
}: {
  configure(): Config;
  /** Must not write: the server may be running. */
  open(config: Config): Promise<Patient>;
}): Promise<Check[]> {
  const checks: Check[] = [];
  let patient: Patient;
  try {
    const config = configure();
    const url = config['serve.public.base_url'];
    checks.push({ name: 'configuration', status: 'ok', sentence: `Mode ${config.mode}, public URL ${url}.` });
    checks.push(profile(config));
    patient = await open(config);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    // The relying party is checked only when the parts are put together.
    if (error instanceof ConfigError) return [{ name: 'configuration', status: 'problem', sentence: error.message }];
    return [...checks, { name: 'database', status: 'problem', sentence: error.message }];
  }
  try {
    checks.push({ name: 'database', status: 'ok', sentence: `Opened in ${patient.config.data}.` });
    return [...checks, await owner(patient), await mail(patient), files(patient), await chain(patient)];
  } finally {
    await patient.close();
  }
}

/** What is set otherwise than the profile says was somebody's decision once; whoever looks should see all of them. */
function profile(config: Config): Check {
  const deviations = profileParameters(config).filter(({ deviates }) => deviates);
  if (deviations.length === 0) return { name: 'profile', status: 'ok', sentence: `The profile ${config.profile}.` };
  const written = (value: string | null) => value ?? 'not set';
  const each = deviations.map(
    ({ key, value, profiles }) => `${key} is ${written(value)}, not ${written(profiles[config.profile])}`,
  );
  const sentence = `The profile ${config.profile} with ${count(each.length, 'deviation')}: ${each.join('; ')}.`;
  return { name: 'profile', status: 'note', sentence };
}

async function owner({ access, store }: Patient): Promise<Check> {
  const { length } = await access.peopleWithRole(store.read, 'owner');
  if (length > 0) return { name: 'owner', status: 'ok', sentence: `The installation has ${count(length, 'owner')}.` };
  return { name: 'owner', status: 'note', sentence: 'Nobody owns this installation yet; open its set-up URL.' };
}

/** Without mail nobody recovers an account alone, and what cannot be sent is better known before it is needed. */
async function mail({ courier }: Patient): Promise<Check> {
  if (!courier.has('email')) {
    return { name: 'mail', status: 'note', sentence: 'No mail is sent: set courier.smtp.connection_uri.' };
  }
  if (!courier.delivers('email')) {
    return { name: 'mail', status: 'ok', sentence: 'Development: mail is printed by the server, not sent.' };
  }
  await courier.probe();
  return courier.failing('email')
    ? { name: 'mail', status: 'problem', sentence: 'The mail server does not answer as it should; see courier.smtp.' }
    : { name: 'mail', status: 'ok', sentence: 'Mail can be sent.' };
}

/** The data folder and the secrets in it belong to one user; Windows has no such modes. */
function files({ config }: Patient): Check {
  const open = ['admin-token', 'secret-key', 'setup-url', 'sting.db', 'audit-checkpoints.jsonl']
    .map((name) => join(config.data, name))
    .filter((file) => readableByOthers(file));
  const exposed = readableByOthers(config.data) ? open : [];
  if (process.platform === 'win32' || exposed.length === 0) {
    return { name: 'files', status: 'ok', sentence: 'Only this user can read the data folder.' };
  }
  const sentence = `Others on this machine can read ${exposed.join(', ')}: chmod 700 the data folder.`;
  return { name: 'files', status: 'problem', sentence };
}

function readableByOthers(file: string): boolean {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
  return (mode & 0o077) !== 0;
}

async function chain({ audit }: Patient): Promise<Check> {
  const result = await audit.verify();
  return result.intact
    ? { name: 'audit chain', status: 'ok', sentence: `Intact, ${count(result.events, 'event')}.` }
    : { name: 'audit chain', status: 'problem', sentence: `Broken at row ${result.sequence}: ${result.problem}` };
}

/** `1 event`, `2 events`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
