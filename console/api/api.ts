import { createClient } from './client.ts';
import { prove } from './proof.ts';
import { overFetch } from './transport.ts';

/** The client of this page. */
export const api = createClient({
  transport: overFetch,
  prove,
  signIn() {
    location.assign(`/self-service/login/browser?return_to=${encodeURIComponent(location.href)}`);
  },
});
