export const extensionKeyword = 'ory.sh/kratos';

/** The schema extension: what a trait is used for. Kratos's keys, read by every module of this folder. */
export interface Extension {
  credentials?: {
    password?: { identifier?: boolean };
    webauthn?: { identifier?: boolean };
    passkey?: { display_name?: boolean };
    totp?: { account_name?: boolean };
    code?: { identifier?: boolean; via?: Via };
  };
  verification?: { via: Via };
  recovery?: { via: Via };
  organizations?: { matcher: 'email_domain' };
}

type Via = 'email' | 'sms';

const via = { enum: ['email', 'sms'] };
const closed = (properties: Record<string, unknown>, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const flag = (name: string) => closed({ [name]: { type: 'boolean' } });

/** The extension's own schema: closed, so that a misspelt key is found at start-up. */
export const extensionSchema = closed({
  credentials: closed({
    password: flag('identifier'),
    webauthn: flag('identifier'),
    passkey: flag('display_name'),
    totp: flag('account_name'),
    code: closed({ identifier: { type: 'boolean' }, via }),
  }),
  verification: closed({ via }, ['via']),
  recovery: closed({ via }, ['via']),
  organizations: closed({ matcher: { enum: ['email_domain'] } }, ['matcher']),
});
