import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { constant, type Html } from './html.ts';
import type { Texts } from './texts/en.ts';

const read = (name: string): string => readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');

/** Drops comments and the spaces that CSS does not need. Strings in our sheets hold none of `{};:,>`. */
function compactStyle(source: string): string {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/;}/g, '}')
    .replace(/([ ,:(])0\./g, '$1.')
    .trim();
}

/**
 * Makes a classic script of a module without imports: drops `export`, whole-line comments and indentation, and the line
 * breaks after which, or before which, no statement can end.
 */
function compactScript(source: string): string {
  return source
    .replace(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, '')
    .replace(/^export /gm, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//'))
    .join('\n')
    .replace(/(?<=[{;,(])\n|\n(?=[})\]])/g, '');
}

/** JSON that may stand inside a script element. */
const literal = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c');

const tokens = compactStyle(read('tokens.css'));
const pageStyle = compactStyle(read('pages.css'));
const accountStyle = compactStyle(read('account.css'));
const helper = compactScript(read('passkey.js'));
const page = compactScript(read('page.js'));
const account = compactScript(read('account.js'));

/** Style sheets as they stand in the page. */
export const styles = {
  page: constant(tokens + pageStyle),
  account: constant(tokens + pageStyle + accountStyle),
};

/** Inline scripts; the sentences of the texts go in as data. */
export function scriptsFor({ passkeyScript, accountScript }: Texts): { passkey: Html; account: Html } {
  const sentences = literal(passkeyScript);
  const passkey = `${helper}\n${page}\nconst s=${sentences};\ninstallPasskeys(s);\nwirePage(s);`;
  const both = `${passkey}\n${account}\nwireAccount(${literal(accountScript)});`;
  return { passkey: constant(`(()=>{${passkey}})();`), account: constant(`(()=>{${both}})();`) };
}

/**
 * The bytes of `/.well-known/ory/webauthn.js` and their SRI hash, for pages of other origins that load the helper
 * through a script node of a flow.
 */
export function passkeyScript(texts: Texts): { body: string; integrity: string } {
  const body = `(()=>{${helper}\ninstallPasskeys(${literal(texts.passkeyScript)});})();\n`;
  return { body, integrity: `sha512-${createHash('sha512').update(body).digest('base64')}` };
}
