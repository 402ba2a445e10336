import { attributes, type Html, html } from '../html.ts';
import type { Texts } from '../texts/en.ts';
import { time } from '../time.ts';
import { fill } from '../wording.ts';
import type { AccountPage, AccountPasskey } from './account.ts';

/** The passkeys of a person. Removing works by the form of the section (`formId`), renaming by script. */
export function passkeyList(passkeys: readonly AccountPasskey[], formId: string, texts: Texts): Html {
  const { empty } = texts.account.passkeys;
  if (passkeys.length === 0) return html`<p class="lead">${empty}</p>`;
  return html`<ul class="rows">${passkeys.map((passkey) => row(passkey, formId, texts))}</ul>`;
}

function row(passkey: AccountPasskey, formId: string, all: Texts): Html {
  const texts = all.account.passkeys;
  const { id, name, authenticator, lastUsedAt, lastUsedIp } = passkey;
  const used = lastUsedAt === null ? all.account.never : time(lastUsedAt, all);
  return html`<li><div class="about"><p class="name" id="name-${id}">${name}</p>
<p class="hint">${authenticator && authenticator !== name && `${authenticator} · `}<span class="badge">${passkey.synced ? texts.synced : texts.deviceOnly}</span></p>
<p class="hint">${texts.added} ${time(passkey.addedAt, all)} · ${texts.lastUsed} ${used}${lastUsedIp && ` ${fill(texts.from, { ip: lastUsedIp })}`}</p></div>
<div class="actions">${rename(passkey, texts)}${remove(passkey, formId, texts)}</div></li>`;
}

function rename({ id, name }: AccountPasskey, texts: Texts['account']['passkeys']): Html {
  const input = { id: `rename-${id}`, name: 'name', value: name, required: true, maxlength: 100, autocomplete: 'off' };
  return html`<details class="script"><summary aria-describedby="name-${id}">${texts.rename}</summary><form data-rename="${id}">
<div class="field"><label for="rename-${id}">${texts.renameLabel}</label><input${attributes(input)}></div><button>${texts.save}</button></form></details>`;
}

function remove(
  { id, removeValue, removable }: AccountPasskey,
  formId: string,
  texts: Texts['account']['passkeys'],
): Html {
  const members = { form: formId, name: 'passkey_remove', value: removeValue, class: 'danger', formnovalidate: true };
  const inside = removable
    ? html`<p>${texts.removeWarning}</p><button${attributes(members)}>${texts.removeConfirm}</button>`
    : html`<p>${texts.lastOne}</p>`;
  return html`<details><summary aria-describedby="name-${id}">${texts.remove}</summary>${inside}</details>`;
}

/** What the script tells the password manager, as an attribute of the section. */
export function signal({ signal: account, passkeys }: AccountPage): Html {
  if (!account) return attributes({});
  const allAcceptedCredentialIds = passkeys.map(({ removeValue }) =>
    Buffer.from(removeValue, 'hex').toString('base64url'),
  );
  return attributes({ 'data-signal': JSON.stringify({ ...account, allAcceptedCredentialIds }) });
}
