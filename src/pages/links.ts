import type { FlowKind, Heading } from './heading.ts';
import { type Html, html } from './html.ts';
import type { Texts } from './texts/en.ts';

/** Where else a person may want to go; an absent link is not offered. */
export interface Links {
  login?: string | undefined;
  registration?: string | undefined;
  recovery?: string | undefined;
  logout?: string | undefined;
  account?: string | undefined;
  /** The same flow from its beginning. */
  restart?: string | undefined;
}

/** The ways back and sideways below a flow's form. */
export function linksBelow(kind: FlowKind, heading: Heading, to: Links, texts: Texts): Html | null {
  if (heading.makesPasskey) return null;
  const written = offered(kind, heading, to, texts).filter(([href]) => href !== undefined);
  if (written.length === 0) return null;
  return html`<nav class="links">${written.map(([href, words]) => html`<a href="${href}">${words}</a>`)}</nav>`;
}

function offered(
  kind: FlowKind,
  { confirms, sent, identified }: Heading,
  to: Links,
  { login, account, ...texts }: Texts,
): [href: string | undefined, words: string][] {
  if (kind !== 'login') {
    const back: [string | undefined, string] = to.account
      ? [to.account, account.title]
      : [to.login, texts[kind].toLogin];
    return sent ? [[to.restart, texts[kind].restart], back] : [back];
  }
  if (confirms) {
    return [
      ...(sent ? [[to.restart, login.otherProof] as [string | undefined, string]] : []),
      [to.recovery, login.noneWorks],
      [to.logout, account.signOut],
    ];
  }
  if (sent || identified)
    return [
      [to.restart, sent ? login.restart : login.otherAddress],
      [to.recovery, login.toRecovery],
    ];
  return [
    [to.registration, login.toRegistration],
    [to.recovery, login.toRecovery],
  ];
}
