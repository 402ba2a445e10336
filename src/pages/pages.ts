import type { AccountPage } from './account/account.ts';
import { accountPage } from './account/account-page.ts';
import { passkeyScript, scriptsFor } from './assets.ts';
import { type ErrorPage, errorPage } from './error-page.ts';
import { type FlowPage, flowPage } from './flow-page.ts';
import type { FlowKind } from './heading.ts';
import { type Notice, noticePage } from './notice-page.ts';
import type { Site } from './site.ts';
import { en } from './texts/en.ts';

export type { AccountPage } from './account/account.ts';
export type { ErrorPage } from './error-page.ts';
export type { FlowPage } from './flow-page.ts';
export type { FlowKind } from './heading.ts';
export type { Notice } from './notice-page.ts';

/**
 * The server-rendered pages. Each is a whole document as a string, complete in one response; its inline style and
 * script carry the nonce, which must be the one of the response's Content-Security-Policy.
 */
export interface Pages {
  flow(kind: FlowKind, data: FlowPage, nonce: string): string;
  account(data: AccountPage, nonce: string): string;
  error(data: ErrorPage, nonce: string): string;
  /** `next` is where the page's one button leads. */
  notice(notice: Notice, next: string, nonce: string): string;
  /** What `/.well-known/ory/webauthn.js` serves, byte for byte, and the hash for script nodes. */
  readonly passkeyScript: { body: string; integrity: string };
}

export function createPages(options: Omit<Site, 'texts' | 'scripts'>): Pages {
  const site: Site = { texts: en, scripts: scriptsFor(en), ...options };
  return {
    flow: (kind, data, nonce) => flowPage(site, kind, data, nonce),
    account: (data, nonce) => accountPage(site, data, nonce),
    error: (data, nonce) => errorPage(site, data, nonce),
    notice: (notice, next, nonce) => noticePage(site, notice, next, nonce),
    passkeyScript: passkeyScript(en),
  };
}
