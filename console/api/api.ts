import { createClient } from './client.ts';
import { prove } from './proof.ts';
import { sessionEnd, signInPath } from './session.ts';
import { overFetch } from './transport.ts';

/** The client of this page. */
export const api = createClient({
  transport: overFetch,
  prove,
  signIn: () => location.assign(signInPath()),
  sessionEnded: () => sessionEnd.set(true),
});
