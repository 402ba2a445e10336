import type { Call } from './call.ts';
import { accepted, Cancelled, type Refusal, refusalOf } from './refusal.ts';
import type { Transport } from './transport.ts';

/** What a request does, in words for the person who is asked to prove themselves for it. */
export interface Purpose {
  /** A question: `Delete “Recipes”?` */
  title: string;
  /** What will happen: `This deletes 3 documents for good.` */
  consequence: string;
  /** The verb on the button: `Delete`. */
  verb: string;
  /** It cannot be undone. */
  destructive?: boolean;
}

interface Ports {
  transport: Transport;
  /** Asks the person for the missing proof. Answers the grant of an action-bound proof, else null; throws `Cancelled`. */
  prove(refusal: Refusal, purpose: Purpose): Promise<string | null>;
  /** Leaves for the sign-in page. */
  signIn(): void;
  /** Says that the session ended under an open page, which keeps what was typed in it. */
  sessionEnded(): void;
}

interface Options {
  /** Without a purpose nobody can be asked: a step-up refusal is thrown like any other. */
  purpose?: Purpose;
  over?: Transport;
}

export interface Client {
  /** Sends a call; after a step-up refusal asks for the proof and repeats the same call once. Throws `Refused`. */
  send<Result>(call: Call<Result>, options?: Options): Promise<Result>;
}

/** The one way from the console to the API. */
export function createClient({ transport, prove, signIn, sessionEnded }: Ports): Client {
  let opened = false;
  return {
    async send<Result>(call: Call<Result>, { purpose, over = transport }: Options = {}) {
      let answer = await over(call, {});
      if (purpose && answer.status === 403 && refusalOf(answer).code === 'step_up_required') {
        const grant = await prove(refusalOf(answer), purpose);
        answer = await over(call, grant === null ? {} : { 'sting-step-up': grant });
      }
      if (answer.status === 401 && opened) {
        sessionEnded();
        throw new Cancelled('The session has ended.');
      }
      if (answer.status === 401) {
        signIn();
        // The page is being left: what waits for this answer keeps waiting instead of flashing an error.
        return new Promise<never>(() => {});
      }
      const result = accepted(answer) as Result;
      opened = true;
      return result;
    },
  };
}
