import type { StepUp, StepUpProof, StepUpResult } from '../../src/http/api/shapes.ts';
import type { Purpose } from './client.ts';
import { accepted, Cancelled, type Refusal } from './refusal.ts';
import { overFetch } from './transport.ts';

/** A person is being asked to prove themselves for one purpose. */
export interface Asking {
  refusal: Refusal;
  purpose: Purpose;
  stepUp: StepUp;
  /** Ends the asking with the grant of an action-bound proof, or null when the session itself was raised. */
  proven(grant: string | null): void;
  cancel(): void;
}

let asking: Asking | null = null;
const watchers = new Set<() => void>();

function set(next: Asking | null) {
  asking = next;
  for (const watcher of watchers) watcher();
}

/** The store that the step-up dialog shows. */
export const askings = {
  current: () => asking,
  watch(watcher: () => void) {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },
};

/** Asks the person for what a refusal says is missing. Throws `Cancelled`, or `Refused` if no step-up can be opened. */
export async function prove(refusal: Refusal, purpose: Purpose): Promise<string | null> {
  const stepUp = await openStepUp(refusal);
  asking?.cancel();
  return new Promise<string | null>((resolve, reject) => {
    set({
      refusal,
      purpose,
      stepUp,
      proven(grant) {
        set(null);
        resolve(grant);
      },
      cancel() {
        set(null);
        reject(new Cancelled());
      },
    });
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

/** Runs the browser's passkey prompt. Null when the person closed it or it timed out. */
export async function assertion(publicKey: Record<string, unknown>): Promise<Record<string, unknown> | null> {
  const options = PublicKeyCredential.parseRequestOptionsFromJSON(
    publicKey as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  try {
    const credential = (await navigator.credentials.get({ publicKey: options })) as PublicKeyCredential;
    return { ...credential.toJSON() };
  } catch (error) {
    if (error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError')) return null;
    throw error;
  }
}
