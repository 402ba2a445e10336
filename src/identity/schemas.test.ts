import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultSchema } from './default-schema.ts';
import { compileSchema } from './schemas.ts';

const schema = compileSchema({ id: 'default', json: defaultSchema });
const email = 'alice@example.com';

/** Bad traits with every problem they have, as pointer, Kratos message id and context. */
const refused: { what: string; traits: unknown; problems: [string, number, Record<string, unknown>?][] }[] = [
  { what: 'nothing', traits: undefined, problems: [['', 4000026, { allowed_types: ['object'], actual_type: 'null' }]] },
  { what: 'a list', traits: [email], problems: [['', 4000026, { allowed_types: ['object'], actual_type: 'array' }]] },
  { what: 'a text', traits: email, problems: [['', 4000026, { allowed_types: ['object'], actual_type: 'string' }]] },
  { what: 'no e-mail', traits: {}, problems: [['/email', 4000002, { property: 'email' }]] },
  { what: 'an empty e-mail', traits: { email: '' }, problems: [['/email', 4000002, { property: 'email' }]] },
  { what: 'no address', traits: { email: 'alice' }, problems: [['/email', 4000040, { value: 'alice' }]] },
  {
    what: 'a number as e-mail',
    traits: { email: 7 },
    problems: [['/email', 4000026, { allowed_types: ['string'], actual_type: 'number' }]],
  },
  {
    what: 'null as e-mail',
    traits: { email: null },
    problems: [['/email', 4000026, { allowed_types: ['string'], actual_type: 'null' }]],
  },
  {
    what: 'a role',
    traits: { email, role: 'admin' },
    problems: [['/role', 4000001, { reason: 'property role is not allowed' }]],
  },
  {
    what: 'verified',
    traits: { email, verified: true },
    problems: [['/verified', 4000001, { reason: 'property verified is not allowed' }]],
  },
  { what: 'an unknown name part', traits: { email, name: { middle: 'B' } }, problems: [['/name/middle', 4000001]] },
  { what: 'a name that is a text', traits: { email, name: 'Alice' }, problems: [['/name', 4000026]] },
  {
    what: 'a prototype',
    traits: JSON.parse(`{"email":"${email}","__proto__":{"a":1}}`),
    problems: [['/__proto__', 4000001]],
  },
  { what: 'a constructor', traits: { email, constructor: 1 }, problems: [['/constructor', 4000001]] },
  { what: 'a slash in a key', traits: { email, 'a/b~c': 1 }, problems: [['/a~1b~0c', 4000001]] },
  {
    what: 'a long name, counted in characters',
    traits: { email, name: { first: '🐝'.repeat(101) } },
    problems: [['/name/first', 4000017, { max_length: 100, actual_length: 101 }]],
  },
  { what: 'a local number', traits: { email, phone: '0151' }, problems: [['/phone', 4000041, { value: '0151' }]] },
  { what: 'NUL in a name', traits: { email, name: { first: 'A\0' } }, problems: [['/name/first', 4000001]] },
  { what: 'a line break in a name', traits: { email, name: { last: 'A\nB' } }, problems: [['/name/last', 4000001]] },
  {
    what: 'a right-to-left override',
    traits: { email, name: { last: 'A\u202e' } },
    problems: [['/name/last', 4000001]],
  },
  { what: 'half a character', traits: { email, name: { last: '\ud800' } }, problems: [['/name/last', 4000001]] },
  {
    what: 'several things at once',
    traits: { name: { first: 1 }, admin: true },
    problems: [
      ['/admin', 4000001],
      ['/email', 4000002],
      ['/name/first', 4000026],
    ],
  },
];

describe('traits by the default schema', () => {
  for (const { what, traits, problems } of refused) {
    it(`refuses ${what}`, () => {
      const answer = schema.check(traits);
      assert.ok('problems' in answer);
      const found = answer.problems.toSorted((a, b) => (a.pointer < b.pointer ? -1 : 1));
      assert.deepEqual(
        found.map(({ pointer, message }) => [pointer, message]),
        problems.map(([pointer, message]) => [pointer, message]),
      );
      for (const [index, [, , context]] of problems.entries()) {
        if (context) assert.deepEqual(found[index]!.context, context);
      }
      assert.ok(found.every(({ text }) => text.length > 0));
    });
  }

  it('accepts and canonicalises', () => {
    const traits = {
      email: ' Alice@Example.COM',
      name: { first: 'Alice', last: 'O’Neil 🐝' },
      phone: '+49 151-123456',
    };
    assert.deepEqual(schema.check(traits), {
      traits: { email, name: { first: 'Alice', last: 'O’Neil 🐝' }, phone: '+49151123456' },
    });
    assert.equal(traits.email, ' Alice@Example.COM', 'what was given is left alone');
  });

  it('keeps markup as the text it is', () => {
    const name = { first: '<script>alert(1)</script>', last: '&amp; "quoted"' };
    assert.deepEqual(schema.check({ email, name }), { traits: { email, name } });
  });

  it('takes an empty formatted text for an absent one', () => {
    assert.deepEqual(schema.check({ email, phone: '' }), { traits: { email } });
  });

  it('makes its form fields in schema order', () => {
    const plain = { required: false, pattern: null, autocomplete: null, disabled: false, options: null };
    assert.deepEqual(schema.fields, [
      {
        ...plain,
        path: 'email',
        title: 'E-mail',
        type: 'email',
        required: true,
        autocomplete: 'email',
        maxLength: 254,
      },
      { ...plain, path: 'name.first', title: 'First name', type: 'text', maxLength: 100 },
      { ...plain, path: 'name.last', title: 'Last name', type: 'text', maxLength: 100 },
      { ...plain, path: 'phone', title: 'Phone', type: 'tel', autocomplete: 'tel', maxLength: null },
    ]);
  });
});

const withTraits = (properties: object, required: string[] = []) => ({
  type: 'object',
  properties: { traits: { type: 'object', properties, required } },
});

describe('other schemas', () => {
  const fieldTypes: [property: object, type: string][] = [
    [{ type: 'number' }, 'number'],
    [{ type: 'integer' }, 'number'],
    [{ type: 'boolean' }, 'checkbox'],
    [{ type: 'string' }, 'text'],
    [{ type: 'string', format: 'date' }, 'date'],
    [{ type: 'string', format: 'date-time' }, 'datetime-local'],
    [{ type: 'string', format: 'uri' }, 'url'],
    [{ type: ['string', 'null'], format: 'tel' }, 'tel'],
  ];
  for (const [property, type] of fieldTypes) {
    it(`${JSON.stringify(property)} is a field of type ${type}`, () => {
      assert.equal(compileSchema({ id: 'x', json: withTraits({ x: property }) }).fields[0]!.type, type);
    });
  }

  it('a field is required only if everything above it is', () => {
    const name = { type: 'object', properties: { first: { type: 'string' } }, required: ['first'] };
    const required = (json: object) => compileSchema({ id: 'x', json }).fields.map((field) => field.required);
    assert.deepEqual(required(withTraits({ name })), [false]);
    assert.deepEqual(required(withTraits({ name }, ['name'])), [true]);
  });

  it('copies pattern, enum and disableFormField', () => {
    const x = { type: 'string', pattern: '^[ab]$', enum: ['a', 'b'], disableFormField: true };
    const { fields, check } = compileSchema({ id: 'x', json: withTraits({ x }) });
    assert.deepEqual(
      fields.map(({ pattern, options, disabled }) => ({ pattern, options, disabled })),
      [{ pattern: '^[ab]$', options: ['a', 'b'], disabled: true }],
    );
    const answer = check({ x: 'c' });
    assert.ok('problems' in answer);
    assert.deepEqual(answer.problems.map(({ message }) => message).sort(), [4000001, 4000004]);
  });

  it('have no room for traits that they do not name, unless they say so', () => {
    const open = { type: 'object', properties: {}, additionalProperties: true };
    const { check } = compileSchema({ id: 'x', json: withTraits({ name: { type: 'object', properties: {} }, open }) });
    const pointers = (traits: object) => {
      const answer = check(traits);
      return 'problems' in answer ? answer.problems.map(({ pointer }) => pointer) : [];
    };
    assert.deepEqual(pointers({ extra: 1 }), ['/extra']);
    assert.deepEqual(pointers({ name: { extra: 1 } }), ['/name/extra']);
    assert.deepEqual(pointers({ open: { extra: 1 } }), []);
    assert.deepEqual(pointers({ open: { 'ex\u202etra': 1 } }), ['/open/ex\u202etra'], 'names are text as well');
  });

  const places: [what: string, json: object, place: RegExp][] = [
    [
      'an unknown key',
      withTraits({ name: { properties: { 'a/b': { 'ory.sh/kratos': { verify: {} } } } } }),
      /"bees": \/properties\/traits\/properties\/name\/properties\/a~1b\/ory\.sh~1kratos\/verify is not known/,
    ],
    [
      'a wrong value',
      withTraits({ x: { 'ory.sh/kratos': { credentials: { code: { via: 'fax' } } } } }),
      /\/x\/ory\.sh~1kratos\/credentials\/code\/via must be/,
    ],
    [
      'an extension on a group of traits',
      withTraits({ x: { properties: { y: {} }, 'ory.sh/kratos': {} } }),
      /\/x\/ory\.sh~1kratos does not stand on a trait/,
    ],
    [
      'one where nobody reads it',
      withTraits({ x: { allOf: [{ 'ory.sh/kratos': { recovery: { via: 'email' } } }] } }),
      /\/x\/allOf\/0\/ory\.sh~1kratos does not stand on a trait/,
    ],
  ];
  for (const [what, json, place] of places) {
    it(`with ${what} are refused at the place`, () => {
      assert.throws(() => compileSchema({ id: 'bees', json }), { name: 'OperatorError', message: place });
    });
  }

  const unusable: [what: string, json: object][] = [
    ['no traits', { type: 'object', properties: {} }],
    ['an unknown format', withTraits({ x: { type: 'string', format: 'e-mail' } })],
    ['an unknown keyword', withTraits({ x: { type: 'string', maxlength: 5 } })],
    ['an unknown key of the extension', withTraits({ x: { type: 'string', 'ory.sh/kratos': { verify: true } } })],
    ['an unknown channel', withTraits({ x: { type: 'string', 'ory.sh/kratos': { recovery: { via: 'fax' } } } })],
    ['a broken pattern', withTraits({ x: { type: 'string', pattern: '(' } })],
  ];
  for (const [what, json] of unusable) {
    it(`with ${what} are refused at start-up, by name`, () => {
      assert.throws(() => compileSchema({ id: 'bees', json }), /Identity schema "bees"/);
    });
  }
});
