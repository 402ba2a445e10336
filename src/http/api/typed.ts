import type { FastifyBaseLogger, FastifyInstance, FastifyTypeProvider, RawServerDefault } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';

/** Requests and answers have the types of their TypeBox schemas. */
export interface TypeBoxTypes extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  serializer: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
}

type Default = FastifyInstance;
type RequestOf<Server> = Server extends FastifyInstance<RawServerDefault, infer Request> ? Request : never;
type ReplyOf<Server> = Server extends FastifyInstance<RawServerDefault, RequestOf<Server>, infer Reply> ? Reply : never;

export type Api = FastifyInstance<
  RawServerDefault,
  RequestOf<Default>,
  ReplyOf<Default>,
  FastifyBaseLogger,
  TypeBoxTypes
>;

/** Ids are opaque: one that is malformed answers as one that is unknown. */
export const ById = Type.Object({ id: Type.String() });

/** The query of a list that is read page by page. */
export const pageQuery = {
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 25 }),
  cursor: Type.Optional(Type.String({ maxLength: 400 })),
};
