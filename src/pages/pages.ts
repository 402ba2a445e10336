import type { AccountPage } from './account/account.ts';
import { accountPage } from './account/account-page.ts';
import { passkeyScript, scriptsFor } from './assets.ts';
import { type ConfirmPage, confirmPage } from './confirm-page.ts';
import { type ErrorPage, errorPage } from './error-page.ts';
import { type FlowPage, flowPage } from './flow-page.ts';
import type { FlowKind } from './heading.ts';
import { type Notice, noticePage } from './notice-page.ts';
import type { Site } from './site.ts';
import { type Language, languages, textsIn } from './texts/languages.ts';

export type { AccountPage } from './account/account.ts';
export type { ConfirmPage } from './confirm-page.ts';
export type { ErrorPage } from './error-page.ts';
export type { FlowPage } from './flow-page.ts';
export type { FlowKind } from './heading.ts';
export type { Notice } from './notice-page.ts';
export { type Language, languages } from './texts/languages.ts';

/** Who looks at a page. */
export interface Visit {
  language: Language;
  /** Query of the page's address, without `?`: the links to other languages keep it. */
  query: string;
  /** Where the page is, if not where it was asked for. */
  path?: string;
}

/**
 * The server-rendered pages in one language. Each is a whole document as a string, complete in one response; its inline
 * style and script carry the nonce, which must be the one of the response's Content-Security-Policy.
 */
export interface Screens {
  flow(kind: FlowKind, data: FlowPage, nonce: string): string;
  account(data: AccountPage, nonce: string): string;
  error(data: ErrorPage, nonce: string): string;
  /** `next` is where the page's one button leads. */
  notice(notice: Notice, next: string, nonce: string): string;
  /** Asks before the “this wasn’t me” of a mail ends all sessions and suspends what was added. */
  disown(data: ConfirmPage, nonce: string): string;
  /** Asks before a change of address is taken back. */
  revertAddress(data: ConfirmPage, nonce: string): string;
  /** Asks before the deletion of an account is called off. */
  keepAccount(data: ConfirmPage, nonce: string): string;
}

export interface Pages {
  for(visit: Visit): Screens;
  /** What `/.well-known/ory/webauthn.js` serves, byte for byte, and the hash for script nodes. */
  readonly passkeyScript: { body: string; integrity: string };
}

export function createPages(options: Pick<Site, 'securityPage' | 'development' | 'printsMail'>): Pages {
  const spoken = Object.fromEntries(
    languages.map((language) => [language, { texts: textsIn(language), scripts: scriptsFor(textsIn(language)) }]),
  ) as Record<Language, Pick<Site, 'texts' | 'scripts'>>;

  function otherLanguages({ language, query, path = '' }: Visit): Site['otherLanguages'] {
    return languages
      .filter((other) => other !== language)
      .map((other) => {
        const parameters = new URLSearchParams(query);
        parameters.set('lang', other);
        return { lang: other, name: textsIn(other).language, href: `${path}?${parameters}` };
      });
  }

  return {
    for(visit) {
      const site: Site = { ...spoken[visit.language], ...options, otherLanguages: otherLanguages(visit) };
      return {
        flow: (kind, data, nonce) => flowPage(site, kind, data, nonce),
        account: (data, nonce) => accountPage(site, data, nonce),
        error: (data, nonce) => errorPage(site, data, nonce),
        notice: (notice, next, nonce) => noticePage(site, notice, next, nonce),
        disown: (data, nonce) => confirmPage(site, site.texts.disown, data, nonce),
        revertAddress: (data, nonce) => confirmPage(site, site.texts.revertAddress, data, nonce),
        keepAccount: (data, nonce) => confirmPage(site, site.texts.keepAccount, data, nonce),
      };
    },
    // One for all pages, whatever their language: the hash in script nodes is that of these bytes.
    passkeyScript: passkeyScript(textsIn('en')),
  };
}
