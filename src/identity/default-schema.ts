/** The identity schema of a fresh installation, as `GET /schemas/default` serves it. */
export const defaultSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Person',
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      properties: {
        email: {
          type: 'string',
          format: 'email',
          title: 'E-mail',
          maxLength: 254,
          'ory.sh/kratos': {
            credentials: {
              passkey: { display_name: true },
              webauthn: { identifier: true },
              code: { identifier: true, via: 'email' },
            },
            verification: { via: 'email' },
            recovery: { via: 'email' },
          },
        },
        name: {
          type: 'object',
          properties: {
            first: { type: 'string', title: 'First name', maxLength: 100 },
            last: { type: 'string', title: 'Last name', maxLength: 100 },
          },
          additionalProperties: false,
        },
        phone: { type: 'string', format: 'tel', title: 'Phone' },
      },
      required: ['email'],
      additionalProperties: false,
    },
  },
  required: ['traits'],
  additionalProperties: false,
} as const;
