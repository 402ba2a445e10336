import type { Clock } from '../kernel/clock.ts';
import { digest, type Random } from '../kernel/secrets.ts';
import { ceremonySeconds } from './options.ts';
import { createChallengeStore } from './store.ts';
import type { ChallengeBinding, Challenges } from './webauthn.ts';

/** WebAuthn L3 §13.4.3 asks for at least 16 unpredictable bytes. */
const challengeBytes = 32;

/**
 * Challenges and their bindings are stored as digests: the table holds neither what a client must answer nor which
 * session asked, and the look-up cannot be timed.
 */
export function createChallenges({ clock, random }: { clock: Clock; random: Random }): Challenges {
  const store = createChallengeStore();
  return {
    async issue(tx, binding) {
      const challenge = random(challengeBytes).toString('base64url');
      await store.put(tx, {
        challenge: digest(challenge),
        binding: digestOf(binding),
        expires_at: clock() + ceremonySeconds * 1000,
      });
      return challenge;
    },

    async redeem(tx, challenge, binding) {
      const taken = await store.take(tx, digest(challenge));
      return taken !== null && taken.binding === digestOf(binding) && clock() < taken.expires_at;
    },

    sweep: (tx) => store.removeExpired(tx, clock()),
  };
}

/** An array keeps null apart from any string, and one member from the next. */
function digestOf({ purpose, method, flow, session, action }: ChallengeBinding): string {
  return digest(JSON.stringify([purpose, method, flow, session, action]));
}
