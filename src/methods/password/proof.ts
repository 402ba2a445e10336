import { type Evidence, evidence } from '../../assurance/evidence.ts';
import type { Identity } from '../../identity/identity.ts';
import type { Reader } from '../../store/store.ts';
import { throttled } from '../attempts/throttled.ts';
import { unknownSubject } from '../attempts/unknown.ts';
import { namedBy } from '../named-by.ts';
import { type Attempt, type FlowFacts, type ProofStrategy, type Refusal, refusal } from '../strategy.ts';
import { input, submit } from '../ui.ts';
import { type PasswordCredential, passwordOf } from './credential.ts';
import { forPassword, identifierOf, missing, passwordFactor, typed } from './fields.ts';
import type { PasswordData } from './hashes.ts';
import type { PasswordDependencies } from './password.ts';

interface ProvenByPassword {
  identity: Identity;
  evidence: Evidence;
  password: PasswordCredential;
  /** In place of an imported or weaker hash. */
  renewed: PasswordData | null;
}

/** Nobody of that name, nobody with a password, another password, somebody suspended: all the same to whoever asks. */
const wrong = (reason: string, identity: Identity | null) => ({
  ...refusal(reason, 4000006),
  ...(identity ? { identity } : {}),
});

/** For somebody who is signed in it has to be asked for again, or not given yet. One action is never confirmed by it. */
function offered({ kind, refresh, session }: FlowFacts): boolean {
  const given = session?.evidence.some(({ method }) => method === 'password');
  return kind === 'login' && (refresh || !given);
}

/** Signing in with identifier and password, and proving oneself again with the password. */
export function passwordProof({
  store,
  identities,
  attempts,
  keyring,
  clock,
  hashes,
}: PasswordDependencies): ProofStrategy<ProvenByPassword> {
  /** Whose password it would be, and under whose name the attempt counts. */
  async function subject(db: Reader, attempt: Attempt): Promise<{ identity: Identity | null; counted: string }> {
    const identifier = identifierOf(attempt);
    const identity = attempt.flow.identity ?? (await namedBy(identities, db, 'password', identifier!));
    return { identity, counted: identity?.id ?? unknownSubject(keyring, identifier!) };
  }

  return {
    group: 'password',

    async nodes(flow) {
      if (!offered(flow)) return [];
      if (flow.identity && (await passwordOf(identities, store.read, flow.identity.id))?.status !== 'active') return [];
      return [
        input('password', 'password', {
          type: 'password',
          required: true,
          autocomplete: 'current-password',
          label: 1070001,
        }),
        submit('password', 'method', 'password', flow.refresh ? 1010001 : 1010022),
      ];
    },

    responsible: forPassword,

    async claim(tx, attempt) {
      const { flow, body } = attempt;
      if (!offered(flow)) return refusal('not_offered', 4010002);
      const absent = [
        ...(flow.identity || identifierOf(attempt) ? [] : ['identifier']),
        ...(typed(body['password']) ? [] : ['password']),
      ];
      if (absent.length > 0) return missing(absent);
      const { counted } = await subject(tx, attempt);
      // Without the person, also where it is known: whoever floods an account must not fill its history.
      const wait = await attempts.reserve(tx, counted, passwordFactor);
      return throttled(wait, 'Passwords are closed; sign in another way, then set a new one.');
    },

    async verify(attempt): Promise<ProvenByPassword | Refusal> {
      const { identity, counted } = await subject(store.read, attempt);
      const password = identity && (await passwordOf(identities, store.read, identity.id));
      const usable = identity?.state === 'active' && password?.status === 'active' ? password : null;
      const { right, renewed } = await hashes
        .check(typed(attempt.body['password'])!, usable?.data ?? null)
        .catch(async (error) => {
          // The password was never looked at, so the attempt does not count.
          await store.write((tx) => attempts.release(tx, counted, passwordFactor));
          throw error;
        });
      if (!right) return wrong(identity ? 'wrong_password' : 'unknown_identifier', identity);
      const proof = evidence({ method: 'password', credential: usable!.id, at: clock() });
      return { identity: identity!, evidence: proof, password: usable!, renewed };
    },

    async commit(tx, { origin }, { identity, password, renewed }) {
      const current = await passwordOf(identities, tx, identity.id);
      // It was changed or suspended while this one was checked.
      if (current?.status !== 'active' || current.data.hash !== password.data.hash) {
        return wrong('password_changed', identity);
      }
      await identities.changeCredential<PasswordData>(tx, password.id, {
        ...(renewed ? { data: renewed } : {}),
        lastUsedAt: clock(),
        lastUsedIp: origin.ip,
      });
      await attempts.succeed(tx, identity.id, passwordFactor);
      return [];
    },
  };
}
