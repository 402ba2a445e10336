import type { Verification } from '../audit/audit.ts';
import type { Reload } from '../config/config.ts';
import type { CommonOptions } from './cli.ts';
import { type Check, count } from './doctor.ts';
import type { CaseResult } from './policy-test/policy-test.ts';

/** Prints how the audit chain is; the exit code is 1 when a row does not fit. */
export function reportVerification(result: Verification, { json }: CommonOptions): void {
  if (!result.intact) process.exitCode = 1;
  if (json) {
    console.log(JSON.stringify(result));
  } else if (result.intact) {
    console.log(`The audit chain is intact: ${count(result.events, 'event')}.`);
    if (result.events > 0 && result.checked === 0) {
      console.log(
        'No checkpoint stands beside the database, so nobody would notice if its newest events were cut off.',
      );
    }
  } else {
    console.log(`row ${result.sequence}: ${result.problem}`);
    console.error(
      `The audit chain is broken at row ${result.sequence}; ${count(result.events, 'event')} before it fit.`,
    );
  }
}

/** Prints what the doctor found; the exit code is 1 when something is broken. */
export function reportChecks(checks: readonly Check[], { json }: CommonOptions): void {
  const ok = checks.every(({ status }) => status !== 'problem');
  if (!ok) process.exitCode = 1;
  const signs = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' };
  const lines = checks.map(({ name, status, sentence }) => `${signs[status]} ${name}: ${sentence}`);
  console.log(json ? JSON.stringify({ ok, checks }) : lines.join('\n'));
}

/** Prints how the cases of policy tests were decided; the exit code is 1 when one is not as expected. */
export function reportPolicyTests(results: readonly CaseResult[], { json }: CommonOptions): void {
  const failed = results.filter(({ passed }) => !passed);
  if (failed.length > 0) process.exitCode = 1;
  if (json) {
    console.log(JSON.stringify({ ok: failed.length === 0, tests: results.length, failed: failed.length, results }));
    return;
  }
  for (const { file, name, expected, actual } of failed) {
    console.log(`FAILED ${file}: ${name}\n  expected ${expected}\n  decided  ${actual}`);
  }
  const verdict = failed.length === 0 ? 'all as expected' : `${failed.length} not as expected`;
  console.log(`${count(results.length, 'case')} decided, ${verdict}.`);
}

/** Prints a one-time URL; null when there is an owner already. */
export function reportSetup(url: string | null, { json }: CommonOptions): void {
  const line = url === null ? 'This installation has its owner already.' : `setup: ${url}`;
  console.log(json ? JSON.stringify({ setup: url }) : line);
}

/** Says on standard error what a changed configuration file came to. */
export function reportReload({ changed, needsRestart, warnings, problems }: Reload): void {
  if (problems) {
    console.error(`The configuration stays as it was:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    return;
  }
  for (const line of warnings) console.error(`warning: ${line}`);
  if (changed.length > 0) console.error(`The configuration was read anew: ${changed.join(', ')}.`);
  if (needsRestart.length > 0)
    console.error(`These keys keep their values until the next start: ${needsRestart.join(', ')}.`);
}
