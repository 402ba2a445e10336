import { attributes, type Html, html } from '../html.ts';
import type { Texts } from '../texts/en.ts';
import { time } from '../time.ts';
import { fill } from '../wording.ts';
import type { AccountKey, AccountPage } from './account.ts';
import { removal } from './removal.ts';

/** What tells the two kinds of keys apart on the page. */
export interface KeyKind {
  /** The name of the buttons that remove one. */
  removeName: 'passkey_remove' | 'webauthn_remove';
  texts: Texts['account']['securityKeys'];
  /** Passkeys live in password managers, which may carry them to other devices. */
  passkeys: boolean;
}

/** The keys of a person. Removing works by the form of the section (`formId`), renaming by script. */
export function keyList(
  keys: readonly AccountKey[],
  data: AccountPage,
  kind: KeyKind,
  formId: string,
  texts: Texts,
): Html | null {
  if (keys.length === 0) return null;
  return html`<ul class="rows">${keys.map((key) => row(key, data, kind, formId, texts))}</ul>`;
}

function row(key: AccountKey, data: AccountPage, kind: KeyKind, formId: string, all: Texts): Html {
  const { account: texts } = all;
  const { id, name, authenticator, lastUsedAt, lastUsedIp } = key;
  const used = lastUsedAt === null ? texts.never : time(lastUsedAt, all);
  const { synced, deviceOnly } = texts.passkeys;
  const badges = [kind.passkeys && (key.synced ? synced : deviceOnly), key.suspended && texts.suspended].filter(
    Boolean,
  );
  const about = html`${authenticator && authenticator !== name && `${authenticator} `}${badges.map((badge) => html`<span class="badge">${badge}</span> `)}`;
  return html`<li><div class="about"><p class="name" id="name-${id}">${name}</p><p class="hint">${about}</p>
<p class="hint">${texts.added} ${time(key.addedAt, all)} · ${texts.lastUsed} ${used}${lastUsedIp && ` ${fill(texts.from, { ip: lastUsedIp })}`}</p></div>
<div class="actions">${rename(key, texts.passkeys)}${remove(key, data, kind, formId, texts)}</div></li>`;
}

function rename({ id, name }: AccountKey, texts: Texts['account']['passkeys']): Html {
  const input = { id: `rename-${id}`, name: 'name', value: name, required: true, maxlength: 100, autocomplete: 'off' };
  return html`<details class="script"><summary aria-describedby="name-${id}">${texts.rename}</summary><form data-rename="${id}">
<div class="field"><label for="rename-${id}">${texts.renameLabel}</label><input${attributes(input)}></div><button>${texts.save}</button></form></details>`;
}

function remove(
  { id, removeValue, removable }: AccountKey,
  { codesSignIn }: AccountPage,
  { removeName, texts }: KeyKind,
  formId: string,
  { remove: summary, lastOne, lastBesideCodes }: Texts['account'],
): Html {
  const describedBy = `name-${id}`;
  if (!removable) {
    return html`<details><summary aria-describedby="${describedBy}">${summary}</summary><p>${codesSignIn ? lastBesideCodes : lastOne}</p></details>`;
  }
  const { removeWarning: warning, removeConfirm: confirm } = texts;
  return removal({ formId, name: removeName, value: removeValue, summary, warning, confirm, describedBy });
}

/** What the script tells the password manager, as an attribute of the section. */
export function signal({ signal: account, passkeys }: AccountPage): Html {
  if (!account) return attributes({});
  const allAcceptedCredentialIds = passkeys.map(({ removeValue }) =>
    Buffer.from(removeValue, 'hex').toString('base64url'),
  );
  return attributes({ 'data-signal': JSON.stringify({ ...account, allAcceptedCredentialIds }) });
}
