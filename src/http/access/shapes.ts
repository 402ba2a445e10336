import { Type } from 'typebox';

/**
 * A body is any object: members that are not known are ignored, and what is missing is said by `readQuery` in the words
 * of the standard.
 */
export const Body = Type.Record(Type.String(), Type.Unknown(), {
  description:
    'OpenID AuthZEN 1.0: `subject {type, id, properties?}`, `action {name, properties?}`, `resource {type, id, properties?}`, `context?`; for several `evaluations[]` and `options`, for a search `page {token?, limit?}`.',
});

const Context = Type.Optional(Type.Record(Type.String(), Type.Unknown()));
const Answer = { decision: Type.Boolean(), context: Context };

export const Evaluation = Type.Object(Answer);

/** One answer where nothing but one question was sent. */
export const Evaluations = Type.Union([
  Type.Object({ evaluations: Type.Array(Type.Object(Answer)) }),
  Type.Object(Answer),
]);

const page = Type.Object({ next_token: Type.String(), count: Type.Integer() });

export const FoundEntities = Type.Object({
  results: Type.Array(Type.Object({ type: Type.String(), id: Type.String() })),
  page,
});

export const FoundActions = Type.Object({ results: Type.Array(Type.Object({ name: Type.String() })), page });

export const Metadata = Type.Object({
  policy_decision_point: Type.String(),
  access_evaluation_endpoint: Type.String(),
  access_evaluations_endpoint: Type.String(),
  search_subject_endpoint: Type.String(),
  search_resource_endpoint: Type.String(),
  search_action_endpoint: Type.String(),
});
