import { attributes, type Html, html } from './html.ts';
import type { Texts } from './texts/en.ts';
import type { TextNode } from './ui.ts';
import { fill } from './wording.ts';

/** Id of the message that stands for a code which has been used. */
const usedCode = 1050014;

/** The codes of a text node: its message's context lists a message for each code. */
function codesOf({ attributes: { text } }: TextNode): (string | null)[] {
  const secrets = text.context?.['secrets'];
  if (!Array.isArray(secrets)) return [];
  return secrets.map(({ id, context }: { id: number; context?: { secret?: unknown } }) =>
    id === usedCode || typeof context?.secret !== 'string' ? null : context.secret,
  );
}

/** The list of backup codes with the ways to keep it: copy, download, print. */
export function backupCodes(node: TextNode, { account: { backupCodes: texts }, messages }: Texts, owner: string): Html {
  const items = codesOf(node).map((code) =>
    code === null ? html`<li class="hint">${messages[usedCode]}</li>` : html`<li data-code>${code}</li>`,
  );
  const file = { 'data-file-name': texts.fileName, 'data-file-title': fill(texts.fileTitle, { name: owner || '·' }) };
  const keep = (way: 'copy' | 'download' | 'print') =>
    html`<button${attributes({ type: 'button', 'data-keep': way, ...(way === 'download' && file) })}>${texts[way]}</button>`;
  return html`<p class="keep" role="status">${texts.keep}</p><ol class="codes" id="lookup_secret_codes">${items}</ol>
<div class="row script">${keep('copy')}${keep('download')}${keep('print')}</div>`;
}
