import { type Static, Type } from 'typebox';
import { idPattern, trustedPattern } from '../../applications/applications.ts';
import { label, nullable, strict, time } from './shapes.ts';

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const Trusted = Type.Array(Type.String({ pattern: trustedPattern, maxLength: 80 }), {
  maxItems: 100,
  uniqueItems: true,
});

const settings = {
  name: Type.String({ minLength: 1, maxLength: 100, pattern: label }),
  trusted: Trusted,
  own_resources: Type.Boolean(),
  reasons: Type.Boolean(),
};

export const NewApplication = Type.Object(
  {
    id: Type.String({ pattern: idPattern }),
    name: settings.name,
    trusted: Type.Optional(settings.trusted),
    own_resources: Type.Optional(settings.own_resources),
    reasons: Type.Optional(settings.reasons),
  },
  strict,
);

export const ApplicationChange = Type.Partial(Type.Object(settings), { ...strict, minProperties: 1 });

export const NewSchema = Type.Object({ schema: Type.String({ maxLength: 65_536 }) }, strict);
export const NewPolicy = Type.Object({ text: text(16_384) }, strict);

const Uid = Type.Object({ type: text(100), id: text(512) }, strict);
const entity = {
  attributes: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  parents: Type.Optional(Type.Array(Uid, { maxItems: 100 })),
};
export const NewEntity = Type.Object(entity, strict);
export const NewEntities = Type.Object(
  {
    entities: Type.Array(Type.Object({ type: text(100), id: text(512), ...entity }, strict), {
      minItems: 1,
      maxItems: 1000,
    }),
  },
  strict,
);

export const NewKey = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: label }),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 730 })),
    /** Of a key that ends `overlap_seconds` from now. */
    replaces: Type.Optional(Type.String({ maxLength: 100 })),
    overlap_seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 30 * 86_400 })),
  },
  strict,
);

const Key = Type.Object({
  id: Type.String(),
  name: Type.String(),
  prefix: Type.String(),
  created_at: time,
  expires_at: time,
  last_used_at: nullable(time),
});
export type Key = Static<typeof Key>;
/** The only answer that holds the key itself. */
export const MadeKey = Type.Object({ ...Key.properties, key: Type.String() });

const summary = {
  id: Type.String(),
  ...settings,
  /** Where it is set up: by people, or by a file of the operator. */
  source: Type.Enum(['console', 'file']),
  revision: Type.Integer(),
  created_at: time,
  updated_at: time,
};
const Summary = Type.Object(summary);
export type Summary = Static<typeof Summary>;
export const ApplicationList = Type.Object({ applications: Type.Array(Summary) });

export const ApplicationView = Type.Object({
  ...summary,
  schema: Type.String(),
  policies: Type.Array(Type.Object({ id: Type.String(), text: Type.String() })),
  /** How many of each type are stored. */
  entities: Type.Record(Type.String(), Type.Integer()),
  keys: Type.Array(Key),
});
export type ApplicationView = Static<typeof ApplicationView>;
