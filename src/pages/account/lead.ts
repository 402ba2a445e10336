import { type Html, html } from '../html.ts';
import type { Texts } from '../texts/en.ts';
import { time } from '../time.ts';
import { fill } from '../wording.ts';
import type { AccountPage } from './account.ts';
import { addressList } from './addresses.ts';
import { keyList } from './keys.ts';

/** So few codes that a person should make new ones. */
const fewCodes = 3;

/** What stands in a section of the account page above its form: what this way is worth, and what the person has of it. */
export function lead(group: string, data: AccountPage, formId: string, texts: Texts): Html | null {
  switch (group) {
    case 'profile':
      return addressList(data, texts);
    case 'passkey':
      return html`${passkeyLead(data, texts)}${keyList(data.passkeys, data, { removeName: 'passkey_remove', texts: texts.account.passkeys, passkeys: true }, formId, texts)}`;
    case 'webauthn':
      return html`<p class="lead">${texts.account.securityKeys.lead}</p>${keyList(data.securityKeys, data, { removeName: 'webauthn_remove', texts: texts.account.securityKeys, passkeys: false }, formId, texts)}`;
    case 'totp':
      return authenticatorApp(data, texts);
    case 'lookup_secret':
      return backupCodesLead(data, texts);
    default:
      return null;
  }
}

function passkeyLead(data: AccountPage, all: Texts): Html {
  const { passkeys, waysIn, heldUntil, codesSignIn } = data;
  const { account: texts } = all;
  return html`<p class="lead">${passkeys.length > 0 ? texts.passkeys.lead : texts.invite.lead}</p>
${enrolmentBanner(data, all)}
${waysIn === 1 && heldUntil === undefined && html`<p class="banner">${codesSignIn ? texts.oneBesideCodes : texts.oneWayIn}</p>`}`;
}

/** Which key the role asks for, and by when. */
function enrolmentBanner({ enrolment }: AccountPage, all: Texts): Html | null {
  if (enrolment === null) return null;
  const { mustEnrol, enrolBy } = all.account;
  const { deviceBound, dueAt } = enrolment;
  const words = dueAt === null ? mustEnrol : enrolBy;
  return html`<p class="banner">${deviceBound ? words.deviceBound : words.anyKey}${dueAt !== null && html` ${time(dueAt, all)}`}</p>`;
}

function authenticatorApp({ authenticatorApp: app }: AccountPage, all: Texts): Html {
  const { authenticatorApp: texts, ...words } = all.account;
  if (!app) return html`<p class="lead">${texts.lead}</p>`;
  const used = app.lastUsedAt === null ? words.never : time(app.lastUsedAt, all);
  return html`<p class="lead">${texts.lead}</p><p>${texts.active}</p>
<p class="hint">${words.added} ${time(app.addedAt, all)} · ${words.lastUsed} ${used}</p>`;
}

function backupCodesLead(
  { backupCodesLeft: left, backupCodeUsed, newOwner }: AccountPage,
  { account: { backupCodes: texts, welcome } }: Texts,
): Html {
  return html`${newOwner && html`<p class="success" role="status">${welcome}</p>`}<p class="lead">${texts.lead}</p><p>${left === null ? texts.none : fill(texts.left, { count: left })}</p>
${backupCodeUsed && html`<p class="banner">${texts.used}</p>`}
${left !== null && left <= fewCodes && html`<p class="banner">${texts.few}</p>`}`;
}
