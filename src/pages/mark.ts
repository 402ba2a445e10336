import { html } from './html.ts';

/** The hexagon with its sting. */
export const mark = html`<svg width="32" height="32" viewBox="0 0 32 32" aria-hidden="true"><path class="cell" d="M16 1.5 28.6 8.75v14.5L16 30.5 3.4 23.25V8.75z"/><path class="ink" d="M16 7a5 5 0 0 1 2.2 9.5L16 26l-2.2-9.5A5 5 0 0 1 16 7z"/></svg>`;

/** The hexagon as an icon of the tab, inline: a page makes no second request. */
export const icon =
  'data:image/svg+xml,' +
  encodeURI(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0,0,32,32"><path fill="#f5b01a" d="M16,1,29,8.5v15L16,31,3,23.5v-15z"/></svg>',
  ).replaceAll('#', '%23');

/** A key, on buttons that ask for a passkey. */
export const keyIcon = html`<svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><circle cx="6.5" cy="10" r="3.5"/><path d="M10 10h8v3.5M14.5 10v2.5"/></svg>`;
