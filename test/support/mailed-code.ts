import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { MailServer } from './mail-server.ts';

/** The code of the newest message to this address, beyond the first `seen` messages; waits until the courier has sent it. */
export async function mailedCode({ arrived }: MailServer, to: string, seen = 0): Promise<string> {
  for (let tries = 0; tries < 250; tries++) {
    const message = arrived.slice(seen).findLast((each) => each.to.includes(to));
    const [code] = /\b\d{6}\b/.exec(message?.mail.text ?? '') ?? [];
    if (code) return code;
    await pause(20);
  }
  return assert.fail(`no code came to ${to}`);
}
