import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { compactScript, compactStyle, literal } from './compact.ts';
import { constant, type Html } from './html.ts';
import type { Texts } from './texts/en.ts';

const read = (name: string): string => readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');
const script = (name: string): string => compactScript(read(name));

const [tokens, pageStyle, accountStyle] = ['tokens.css', 'pages.css', 'account.css'].map(read);
const ceremony = script('ceremony.js');
const signIn = script('sign-in.js');
const enrolment = script('enrolment.js');
const page = script('page.js');
const codes = script('code.js');
const confirm = script('confirm.js');
const account = script('account.js');

/** Style sheets as they stand in the page. */
export const styles = {
  page: constant(compactStyle(`${tokens}${pageStyle}`)),
  account: constant(compactStyle(`${tokens}${pageStyle}${accountStyle}`)),
};

/** Inline scripts of a language: each page gets only what it can use. */
export interface Scripts {
  /** Proving oneself with a passkey or a security key. */
  signIn: Html;
  /** Making one. */
  enrolment: Html;
  /** Entering a code. */
  code: Html;
  account: Html;
}

const whole = (...parts: string[]): Html => constant(`(()=>{${parts.join('\n')}})();`);

/** Installs these functions of the helper; the sentences go in as data. */
function helper(sources: string[], functions: string, sentences: Record<string, string>): string {
  return [...sources, `const s=${literal(sentences)},c=createCeremony(s);`, `install({${functions}});`].join('\n');
}

const making = ({ passkeyScript, enrolmentScript }: Texts) =>
  helper([ceremony, enrolment], '...enrolWith(c)', { ...passkeyScript, ...enrolmentScript });

export function scriptsFor(texts: Texts): Scripts {
  const proving = helper([ceremony, signIn], '...signInWith(c)', texts.passkeyScript);
  return {
    signIn: whole(proving, page, codes, 'wirePage(s);wireCodes();'),
    enrolment: whole(making(texts), page, 'wirePage(s);'),
    code: whole(codes, 'wireCodes();'),
    account: whole(
      making(texts),
      page,
      codes,
      confirm,
      account,
      `wirePage(s);wireCodes();wireAccount(${literal(texts.accountScript)},c);`,
    ),
  };
}

/**
 * The bytes of `/.well-known/ory/webauthn.js` and their SRI hash, for pages of other origins that load the helper
 * through a script node of a flow.
 */
export function passkeyScript(texts: Texts): { body: string; integrity: string } {
  const sentences = { ...texts.passkeyScript, ...texts.enrolmentScript };
  const functions = '...signInWith(c),...enrolWith(c)';
  const body = `(()=>{${helper([ceremony, signIn, enrolment], functions, sentences)}})();\n`;
  return { body, integrity: `sha512-${createHash('sha512').update(body).digest('base64')}` };
}
