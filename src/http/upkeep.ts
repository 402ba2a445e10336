import { deleteDue } from './account-deletion.ts';
import type { Application } from './application.ts';
import { remindOfKeys } from './key-reminders.ts';

const minute = 60_000;
const hour = 60 * minute;

/**
 * The work that nobody waits for: each minute batched writes and the removal of what anybody may make, each hour the rest.
 * Answers how to stop.
 */
export function startUpkeep(app: Application): () => void {
  const { store, clock, sessions, apiKeys, audit, webauthn, stepUpGrants, flows, jars, hooks, courier, notices } = app;
  const eachMinute = async () => {
    await sessions.flush();
    await apiKeys.flush();
    await app.applications.flush();
    await audit.flush();
    await flows.sweep();
    await flows.continuity.sweep();
    await app.sweepMethods();
    hooks.wake();
    await store.write(async (tx) => {
      await webauthn.challenges.sweep(tx);
      await stepUpGrants.sweep(tx);
      await notices.sweep(tx);
    });
    await jars.sweepAbandoned(clock() - hour);
    await jars.learnMissing();
  };
  const eachHour = async () => {
    await store.write(async (tx) => {
      await sessions.sweep(tx);
      await apiKeys.sweep(tx);
      await courier.sweep(tx);
      await app.invitations.sweep(tx);
      await app.signIns.sweep(tx);
    });
    await deleteDue(app);
    await remindOfKeys(app);
    await audit.checkpoint();
  };
  const timers = [repeat(eachMinute, minute), repeat(eachHour, hour)];
  return () => timers.forEach(clearInterval);
}

/** A failure is said and the next round tries again; it must not end the process. */
function repeat(work: () => Promise<void>, everyMs: number): NodeJS.Timeout {
  const timer = setInterval(() => {
    work().catch((error: Error) => process.emitWarning(`Upkeep failed: ${error.message}`));
  }, everyMs);
  return timer.unref();
}
