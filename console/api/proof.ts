import type { StepUp, StepUpProof, StepUpResult } from '../../src/http/api/shapes.ts';
import type { Purpose } from './client.ts';
import { accepted, Cancelled, CeremonyFailure, type Refusal } from './refusal.ts';
import { createStore } from './store.ts';
import { overFetch } from './transport.ts';

/** A person is being asked to prove themselves for one purpose. */
export interface Asking {
  refusal: Refusal;
  purpose: Purpose;
  stepUp: StepUp;
  /** Aborts when the asking has ended, in whichever way. */
  ended: AbortSignal;
  /** Ends the asking with the grant of an action-bound proof, or null when the session itself was raised. */
  proven(grant: string | null): void;
  cancel(): void;
}

/** What the step-up dialog shows. */
export const askings = createStore<Asking | null>(null);

/** Asks the person for what a refusal says is missing. Throws `Cancelled`, or `Refused` if no step-up can be opened. */
export async function prove(refusal: Refusal, purpose: Purpose): Promise<string | null> {
  const stepUp = await openStepUp(refusal);
  askings.current()?.cancel();
  return new Promise<string | null>((resolve, reject) => {
    const end = new AbortController();
    const close = () => {
      end.abort();
      // An answer may arrive after the person moved on to another question, which then stays open.
      if (askings.current() === mine) askings.set(null);
    };
    const mine: Asking = {
      refusal,
      purpose,
      stepUp,
      ended: end.signal,
      proven(grant) {
        close();
        resolve(grant);
      },
      cancel() {
        close();
        reject(new Cancelled());
      },
    };
    askings.set(mine);
  });
}

/** Opens a step-up for exactly what the refusal named. */
export async function openStepUp({ operation, resource, parameters }: Refusal): Promise<StepUp> {
  const body = { operation, resource, parameters };
  return accepted(await overFetch({ method: 'POST', path: '/api/step-up', body }, {})) as StepUp;
}

/** Hands a proof in. A wrong one is a `Refused`, whatever its status: the session itself is still good. */
export async function sendProof(stepUp: StepUp, proof: StepUpProof): Promise<StepUpResult> {
  const call = { method: 'POST', path: `/api/step-up/${stepUp.id}`, body: proof } as const;
  return accepted(await overFetch(call, {})) as StepUpResult;
}

/**
 * Runs the browser's passkey prompt, which stays open until it is answered or `signal` closes it. Null when the person
 * closed it, it timed out or was closed for them. Throws `CeremonyFailure` when the browser could not run it.
 */
export async function assertion(
  publicKey: Record<string, unknown>,
  signal: AbortSignal,
): Promise<Record<string, unknown> | null> {
  try {
    const options = PublicKeyCredential.parseRequestOptionsFromJSON(
      publicKey as unknown as PublicKeyCredentialRequestOptionsJSON,
    );
    const credential = (await navigator.credentials.get({ publicKey: options, signal })) as PublicKeyCredential;
    return { ...credential.toJSON() };
  } catch (cause) {
    const closed = cause instanceof DOMException && (cause.name === 'NotAllowedError' || cause.name === 'AbortError');
    if (closed) return null;
    throw new CeremonyFailure('The passkey prompt could not be shown.', { cause });
  }
}
