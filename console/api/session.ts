import { createStore } from './store.ts';

/** Whether the session ended while this page was open, and nobody has been told yet. */
export const sessionEnd = createStore(false);

/** The way to sign in and back to where the person is. */
export const signInPath = () => `/self-service/login/browser?return_to=${encodeURIComponent(location.href)}`;
