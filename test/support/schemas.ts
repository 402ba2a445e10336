/** An identity schema as the configuration names it: of these properties, `email` required unless said otherwise. */
export function schemaOf(
  id: string,
  properties: Record<string, object>,
  { selectable = true, required = ['email'] }: { selectable?: boolean; required?: string[] } = {},
) {
  const traits = { type: 'object', properties, required, additionalProperties: false };
  const json = { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', properties: { traits } };
  return {
    id,
    url: `base64://${Buffer.from(JSON.stringify(json)).toString('base64')}`,
    selfservice_selectable: selectable,
  };
}

/** An e-mail address in every role that it can have. */
export const emailTrait = {
  type: 'string',
  format: 'email',
  title: 'E-mail',
  'ory.sh/kratos': {
    credentials: {
      password: { identifier: true },
      passkey: { display_name: true },
      webauthn: { identifier: true },
      totp: { account_name: true },
      code: { identifier: true, via: 'email' },
    },
    verification: { via: 'email' },
    recovery: { via: 'email' },
  },
};

/** A telephone that takes codes. */
export const phoneTrait = {
  type: 'string',
  format: 'tel',
  title: 'Phone',
  'ory.sh/kratos': { credentials: { code: { identifier: true, via: 'sms' } }, verification: { via: 'sms' } },
};

export const nameTrait = {
  type: 'object',
  properties: { first: { type: 'string', title: 'First name' }, last: { type: 'string', title: 'Last name' } },
  additionalProperties: false,
};
