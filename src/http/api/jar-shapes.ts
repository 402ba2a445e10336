import { type Static, Type } from 'typebox';
import { id, JarType, label, nullable, Sensitivity, strict, time } from './shapes.ts';

const Named = Type.Object({ id, name: Type.String() });

export const DocumentChange = Type.Object(
  {
    /** Its own label; null leaves it at that of the jar. */
    sensitivity: nullable(Sensitivity),
  },
  strict,
);
export const Rejection = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500, pattern: label }) }, strict);

export const SearchResults = Type.Object({
  results: Type.Array(
    Type.Object({
      jar: Named,
      /** Null where the jar itself is what was found. */
      document: nullable(Named),
      name: Type.String(),
      /** HTML: the words found stand in `<mark>`, everything else is escaped. */
      snippet: Type.String(),
    }),
  ),
  /** There is at least one more than `limit`. */
  more: Type.Boolean(),
});

const Recipient = Type.Union([
  Type.Object({ id }, strict),
  Type.Object({ email: Type.String({ minLength: 3, maxLength: 254 }) }, strict),
]);
export const NewTransfer = Type.Object({ to: Recipient }, strict);
/** An offer as the owner sees it. */
export const Transfer = Type.Object({ id, to: Recipient, created_at: time, expires_at: time });
export const CurrentTransfer = Type.Object({ transfer: nullable(Transfer) });
/** An offer as whoever may accept it sees it. */
const OfferedJar = Type.Object({
  id,
  jar: Type.Object({
    id,
    name: Type.String(),
    description: Type.String(),
    type: JarType,
    sensitivity: Sensitivity,
    documents: Type.Integer(),
  }),
  from: Named,
  created_at: time,
  expires_at: time,
});
export const OfferList = Type.Object({ transfers: Type.Array(OfferedJar) });
export const Accepted = Type.Object({ jar: Named });

/** What is known of a jar from outside. */
const OverseenJar = Type.Object({
  id,
  name: Type.String(),
  type: JarType,
  sensitivity: Sensitivity,
  owner: Type.Object({ id, name: nullable(Type.String()) }),
  documents: Type.Integer(),
  created_at: time,
  updated_at: time,
  /** Its owner is suspended or gone. */
  orphaned: Type.Boolean(),
});
export const OversightList = Type.Object({ jars: Type.Array(OverseenJar), next_cursor: nullable(Type.String()) });

export type SearchResults = Static<typeof SearchResults>;
export type NewTransfer = Static<typeof NewTransfer>;
export type Transfer = Static<typeof Transfer>;
export type CurrentTransfer = Static<typeof CurrentTransfer>;
export type OfferList = Static<typeof OfferList>;
export type Accepted = Static<typeof Accepted>;
