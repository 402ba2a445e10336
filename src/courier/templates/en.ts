import { changes } from './en-changes.ts';
import type { Language } from './template.ts';

const asked = 'Device: {device}\nIP address: {ip}';
const notYou =
  'Not you? Then somebody typed your address. You need not do anything: without this code they get nowhere.';
const nobodyAsks = 'Tell nobody this code. {product} never asks for it by mail, phone or chat.';
const noAccount = `This address belongs to no account of {product}.

Perhaps you registered with another address. Try again with that one.

${asked}

Not you? Then somebody typed your address. You need not do anything.`;

/** Every message in English. Another language is another file of this shape. */
export const en: Language = {
  tag: 'en',
  templates: {
    login_code_valid: {
      subject: 'Your code to sign in to {product}',
      text: `Your code to sign in:

{login_code}

Enter it only at {request_url_domain}. It is valid for {expires_in_minutes} min. ${nobodyAsks}

${asked}

${notYou}`,
      sms: `{login_code} is your code to sign in to {product}, valid for {expires_in_minutes} min. Tell nobody.

@{request_url_domain} #{login_code}`,
    },
    login_code_invalid: {
      subject: 'Somebody tried to sign in to {product}',
      text: noAccount,
      sms: 'This number belongs to no account of {product}. Perhaps you registered with another one.',
    },
    registration_code_valid: {
      subject: 'Your code to register with {product}',
      text: `Your code to create your account:

{registration_code}

Enter it only at {request_url_domain}. It is valid for {expires_in_minutes} min. ${nobodyAsks}

${asked}

${notYou}`,
      sms: `{registration_code} is your code to register with {product}, valid for {expires_in_minutes} min. Tell nobody.

@{request_url_domain} #{registration_code}`,
    },
    registration_exists: {
      subject: 'You already have an account with {product}',
      text: `Somebody wanted to register with this address, but you already have an account. Sign in here:

{link}

If you cannot sign in any more, choose “Lost your passkey?” there.

${asked}

Not you? You need not do anything: nothing has changed.`,
      sms: 'You already have an account with {product}. Sign in instead of registering. Not you? Nothing has changed.',
      action: 'Sign in',
    },
    recovery_code_valid: {
      subject: 'Your code to get back in to {product}',
      text: `Your code to get back in to your account:

{recovery_code}

Enter it only at {request_url_domain}. It is valid for {expires_in_minutes} min. ${nobodyAsks}

${asked}

${notYou}`,
      sms: `{recovery_code} is your code to get back in to {product}, valid for {expires_in_minutes} min. Tell nobody.

@{request_url_domain} #{recovery_code}`,
    },
    recovery_code_invalid: {
      subject: 'Somebody tried to get in to {product}',
      text: noAccount,
      sms: 'This number belongs to no account of {product}. Perhaps you registered with another one.',
    },
    recovery_valid: {
      subject: 'Get back in to {product}',
      text: `With this link you get back in to your account. It works once, and for {expires_in_minutes} min.

{recovery_url}

Pass it on to nobody: whoever has it can get in.

${asked}

Not you? Then somebody typed your address. You need not do anything: without this link they get nowhere.`,
      sms: 'Get back in to {product} within {expires_in_minutes} min.: {recovery_url}',
      action: 'Get back in',
    },
    recovery_invalid: {
      subject: 'Somebody tried to get in to {product}',
      text: noAccount,
      sms: 'This number belongs to no account of {product}. Perhaps you registered with another one.',
    },
    verification_code_valid: {
      subject: 'Your code to confirm this address for {product}',
      text: `Your code to confirm that this address is yours:

{verification_code}

Enter it only at {request_url_domain}. It is valid for {expires_in_minutes} min. ${nobodyAsks}

${asked}

${notYou}`,
      sms: `{verification_code} is your code to confirm this number for {product}, valid for {expires_in_minutes} min. Tell nobody.

@{request_url_domain} #{verification_code}`,
    },
    verification_code_invalid: {
      subject: 'Somebody wanted to confirm this address',
      text: noAccount,
      sms: 'This number belongs to no account of {product}. Perhaps you registered with another one.',
    },
    verification_valid: {
      subject: 'Confirm this address for {product}',
      text: `Confirm with this link that this address is yours. It is valid for {expires_in_minutes} min.

{verification_url}

${asked}

Not you? Then do not open the link. You need not do anything else.`,
      sms: 'Confirm this number for {product} within {expires_in_minutes} min.: {verification_url}',
      action: 'Confirm the address',
    },
    verification_invalid: {
      subject: 'Somebody wanted to confirm this address',
      text: noAccount,
      sms: 'This number belongs to no account of {product}. Perhaps you registered with another one.',
    },
    factor_changed: {
      subject: '{product}: {what}',
      text: `{what}.

Time: {when}
${asked}

Was it you? Then all is well.

If this was not you, open this link. It signs you out everywhere and stops the change until you have looked at it.

{link}`,
      sms: '{product}: {what} ({when}). Not you? {link}',
      action: 'This wasn’t me',
    },
    address_changed: {
      subject: '{product}: your address was changed',
      text: `Your account now has another address. Messages no longer come to this one.

Time: {when}
${asked}

Was it you? Then all is well.

If this was not you, take the change back with this link.

{link}`,
      sms: '{product}: your account now has another number ({when}). Not you? {link}',
      action: 'Take it back',
    },
    recovered: {
      subject: '{product}: somebody got back in to your account',
      text: `Your account was recovered with a message to one of your addresses. All other sessions have ended.

Time: {when}
${asked}

For the next {hold_hours} h nobody can add another way to sign in.

Was it you? Then all is well.

If this was not you, open this link. It ends the session that was opened.

{link}`,
      sms: '{product}: your account was recovered ({when}). Not you? {link}',
      action: 'This wasn’t me',
    },
    account_deletion: {
      subject: '{product}: your account will be deleted',
      text: `Your account is closed and will be deleted on {due}. All sessions have ended.

Time: {when}
${asked}

Was it you? Then there is nothing more to do.

If this was not you, or you have changed your mind, keep your account with this link. It works until the account is gone.

{link}`,
      sms: '{product}: your account will be deleted on {due}. Keep it: {link}',
      action: 'Keep my account',
    },
    jar_news: {
      subject: '{product}: {what}',
      text: `{what}.

See it here; you may have to sign in:

{link}`,
      sms: '{product}: {what}. {link}',
      action: 'Have a look',
    },
    factors_reset: {
      subject: '{product}: an administrator took away how you prove yourself',
      text: `An administrator took away ways to prove yourself that you had lost, and signed you out everywhere. Nobody else got into your account by that.

Time: {when}

Sign in with what you still have, or get back in here with a message to this address. Then set up new ways to sign in.

{link}

Did you not ask for this? Then tell your administrators.`,
      sms: '{product}: an administrator took away how you prove yourself. Get back in: {link}',
      action: 'Get back in',
    },
    api_key_expires: {
      subject: '{product}: an API key expires soon',
      text: `Your API key “{key}” stops working on {due}, and with it the programs that use it.

Rotate it before: you get another one with the same rights, and the old one goes on working while you put the new one in its place. If nothing uses it any more, you need not do anything.

{link}`,
      sms: '{product}: your API key “{key}” stops working on {due}. {link}',
      action: 'See my account',
    },
    new_device: {
      subject: '{product}: a new device signed in',
      text: `Somebody signed in to your account on a device that it had not been used on.

Time: {when}
Place: {country}
${asked}

Was it you? Then all is well.

If this was not you, open this link. It signs you out everywhere, that device too.

{link}`,
      sms: '{product}: a new device signed in ({when}). Not you? {link}',
      action: 'This wasn’t me',
    },
    break_glass: {
      subject: '{product}: a sealed code was opened',
      text: `{who} opened a sealed code. Until {due} they can read every Honey Jar and change the rules; everything that they do is written down.

Time: {when}
${asked}

See the reason, and review it when it is over:

{link}

Was this not meant to be? Then end the sessions of this person at once, and make new codes.`,
      sms: '{product}: {who} opened a sealed code. See {link}',
      action: 'Have a look',
    },
    invitation: {
      subject: '{inviter} invites you to {product}',
      text: `{inviter} invites you to {product} on {request_url_domain}. Create your account here:

{link}

The link is for this address alone, works once, and until {due}. Pass it on to nobody: whoever has it can become you there.

Do you not know what this is about? Then you need not do anything.`,
      sms: '{inviter} invites you to {product}: {link}',
      action: 'Create my account',
    },
  },
  changes,
};
