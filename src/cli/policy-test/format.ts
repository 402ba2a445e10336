import { type Static, Type } from 'typebox';
import { Errors } from 'typebox/value';
import { parseDocument } from 'yaml';
import { jarTypes, relations, sensitivities } from '../../access/access.ts';
import { profileNames } from '../../config/config.ts';
import { OperatorError } from '../../kernel/errors.ts';

const strict = { additionalProperties: false } as const;
const name = Type.String({ minLength: 1, maxLength: 200 });
const names = Type.Array(name);

const Person = Type.Object(
  {
    roles: Type.Optional(names),
    teams: Type.Optional(names),
    attributes: Type.Optional(
      Type.Object(
        {
          department: Type.Optional(Type.String()),
          clearance: Type.Optional(Type.Integer()),
          jurisdiction: Type.Optional(Type.String()),
          employment_end: Type.Optional(Type.String()),
        },
        strict,
      ),
    ),
  },
  strict,
);

const Jar = Type.Object(
  {
    owner: name,
    type: Type.Optional(Type.Enum([...jarTypes])),
    sensitivity: Type.Optional(Type.Enum([...sensitivities])),
    team: Type.Optional(name),
    tags: Type.Optional(names),
    /** `bob: viewer`, `team bees: editor`, `role auditor: viewer`. */
    grants: Type.Optional(Type.Record(name, Type.Enum([...relations]))),
  },
  strict,
);

/** Seconds since each proof was given. */
const Proofs = Type.Union([
  Type.Enum(['everything', 'nothing']),
  Type.Object(
    {
      passkey: Type.Optional(Type.Integer({ minimum: 0 })),
      key_without_pin: Type.Optional(Type.Integer({ minimum: 0 })),
      hardware_key: Type.Optional(Type.Integer({ minimum: 0 })),
      totp: Type.Optional(Type.Integer({ minimum: 0 })),
      backup_code: Type.Optional(Type.Integer({ minimum: 0 })),
      email_code: Type.Optional(Type.Integer({ minimum: 0 })),
    },
    strict,
  ),
]);

const Case = Type.Object(
  {
    name: Type.Optional(name),
    person: name,
    action: name,
    jar: Type.Optional(name),
    /** Of an action on the installation; a jar's actions have their own. */
    tier: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
    proofs: Type.Optional(Proofs),
    network: Type.Optional(name),
    country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
    at: Type.Optional(Type.String()),
    expect: Type.Enum(['allow', 'step_up', 'deny']),
    /** Ids of the policies that decide, all of them. */
    by: Type.Optional(names),
  },
  strict,
);

const TestFile = Type.Object(
  {
    /** Files of policies, from the folder of this one. */
    policies: Type.Optional(names),
    /** What tiers and roles ask for; `standard` where none is named. */
    profile: Type.Optional(Type.Enum([...profileNames])),
    /** In place of that of the profile. */
    mode: Type.Optional(Type.Enum(['product', 'nist'])),
    time_zone: Type.Optional(Type.String()),
    people: Type.Record(name, Person),
    jars: Type.Optional(Type.Record(name, Jar)),
    tests: Type.Array(Case, { minItems: 1 }),
  },
  strict,
);

export type TestFile = Static<typeof TestFile>;
export type TestCase = TestFile['tests'][number];

/** Throws OperatorError, naming each place, for a text that is no such file. */
export function parseTestFile(path: string, text: string): TestFile {
  const document = parseDocument(text, { uniqueKeys: true });
  const [broken] = document.errors;
  if (broken) throw new OperatorError(`${path}: ${broken.message}`);
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  const problems = Errors(TestFile, value).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
  if (problems.length > 0) throw new OperatorError(`${path}:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
  return value as TestFile;
}
