import type { Access } from '../access/access.ts';
import type { Audit, Verification } from '../audit/audit.ts';
import type { Config } from '../config/config.ts';
import type { Store } from '../store/store.ts';
import type { CommonOptions } from './cli.ts';

/** Prints how the audit chain is; the exit code is 1 when a row does not fit. */
export function reportVerification(result: Verification, { json }: CommonOptions): void {
  if (!result.intact) process.exitCode = 1;
  if (json) {
    console.log(JSON.stringify(result));
  } else if (result.intact) {
    console.log(`The audit chain is intact: ${result.events} events.`);
  } else {
    console.error(`The audit chain is broken at row ${result.sequence}: ${result.problem}`);
  }
}

/** What the doctor looks at. */
interface Patient {
  config: Config;
  access: Access;
  store: Store;
  audit: Audit;
}

interface Check {
  name: string;
  ok: boolean;
  sentence: string;
}

/** Looks at what usually goes wrong. The exit code is 1 when something does. */
export async function reportDoctor({ config, access, store, audit }: Patient, { json }: CommonOptions): Promise<void> {
  const owners = await access.peopleWithRole(store.read, 'owner');
  const chain = await audit.verify();
  const checks: Check[] = [
    {
      name: 'configuration',
      ok: true,
      sentence: `Mode ${config.mode}, public URL ${config['serve.public.base_url']}.`,
    },
    { name: 'database', ok: true, sentence: `Opened in ${config.data}.` },
    {
      name: 'owner',
      ok: owners.length > 0,
      sentence:
        owners.length > 0 ? `${owners.length} owner.` : 'Nobody owns this installation yet; open its set-up URL.',
    },
    {
      name: 'audit chain',
      ok: chain.intact,
      sentence: chain.intact ? `Intact, ${chain.events} events.` : `Broken at row ${chain.sequence}: ${chain.problem}`,
    },
  ];
  if (checks.some(({ ok }) => !ok)) process.exitCode = 1;
  if (json) return console.log(JSON.stringify({ checks }));
  for (const { name, ok, sentence } of checks) console.log(`${ok ? 'ok ' : 'NO '} ${name}: ${sentence}`);
}
