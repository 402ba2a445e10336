import { attributes, type Html, html } from './html.ts';
import { icon, mark } from './mark.ts';
import type { Site } from './site.ts';

/** One page: what stands in its title, its main part and its own style and script. */
export interface Document {
  title: string;
  main: Html;
  style: Html;
  /** Absent on pages that need none. */
  script?: Html | undefined;
  /** What the banner of development mode says of this page. */
  developmentNote?: string | false;
  /** Stands beside the mark. */
  header?: Html | undefined;
}

/**
 * The whole document in one response: style and script stand inline under the nonce, nothing else is fetched.
 * Controls of class `script` are taken out where scripting is off.
 */
export function layout(
  site: Site,
  { title, main, style, script, header, developmentNote }: Document,
  nonce: string,
): string {
  const { texts, securityPage, otherLanguages } = site;
  const allowed = attributes({ nonce });
  return String(html`<!doctype html>
<html lang="${texts.lang}"><head><meta charset="utf-8"><title>${title} · ${texts.product}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="${icon}"><style${allowed}>${style}</style>
<noscript><style${allowed}>.script{display:none!important}</style></noscript></head>
<body><header><span class="brand">${mark}${texts.product}</span>${header}</header>
<main>${site.development && html`<p class="banner">${texts.development}${developmentNote && ` ${developmentNote}`}</p>`}${main}</main>
<footer>${otherLanguages.map(({ lang, name, href }) => html`<a${attributes({ href, lang, hreflang: lang })}>${name}</a>`)}${securityPage && html`<a href="${securityPage}">${texts.security}</a>`}</footer>
${script && html`<script${allowed}>${script}</script>`}</body></html>
`);
}
