import type { FastifyRequest } from 'fastify';
import type { AccessQuery } from '../../applications/applications.ts';
import { breathe } from '../../kernel/breathe.ts';
import { badRequest, StingError } from '../../kernel/errors.ts';
import type { Api } from '../api/typed.ts';
import type { Application } from '../application.ts';
import type { RateLimit } from '../rate-limit.ts';
import { type AccessAnswer, answerOf, failure, ownAnswerOf } from './answers.ts';
import { isOwn, type OwnResources } from './own-resources.ts';
import { type Members, optionalObject, readItem, readQuery } from './queries.ts';
import { Body, Evaluation, Evaluations } from './shapes.ts';

const declared = { auth: 'client', tier: 1, permission: 'application' } as const;

/** Evaluations in one request. */
const mostEvaluations = 1000;
const perBreath = 50;

/** After which answer the rest is not asked any more (§7.1.2.1). */
const semantics: Record<string, (answer: AccessAnswer) => boolean> = {
  execute_all: () => false,
  deny_on_first_deny: ({ decision }) => !decision,
  permit_on_first_permit: ({ decision }) => decision,
};

export function evaluationRoutes(server: Api, app: Application, own: OwnResources, limit: RateLimit): void {
  async function ask(request: FastifyRequest, query: AccessQuery): Promise<AccessAnswer> {
    const { application } = request.client!;
    if (isOwn(query)) {
      const answer = ownAnswerOf(application, await own.decide(application, query));
      app.applications.note(application.id, { allowed: answer.decision, unfit: false });
      return answer;
    }
    const ruling = await app.applications.rule(app.store.read, application, query);
    app.applications.note(application.id, ruling);
    return answerOf(application, ruling);
  }

  async function askAll(request: FastifyRequest, body: Members, items: readonly unknown[]): Promise<AccessAnswer[]> {
    const isLast = semanticOf(body);
    const answers: AccessAnswer[] = [];
    for (const item of items) {
      const answer = await one(request, body, item);
      answers.push(answer);
      if (isLast(answer)) break;
      if (answers.length % perBreath === 0) await breathe();
    }
    return answers;
  }

  /** An evaluation that cannot be read is refused by itself; the others are answered. */
  async function one(request: FastifyRequest, body: Members, item: unknown): Promise<AccessAnswer> {
    let query: AccessQuery;
    try {
      query = readItem(body, item);
    } catch (error) {
      if (error instanceof StingError) return failure(error);
      throw error;
    }
    return ask(request, query);
  }

  server.post(
    '/access/v1/evaluation',
    {
      config: { ...declared, operation: 'access.evaluate' },
      schema: { body: Body, response: { 200: Evaluation } },
    },
    async (request) => {
      const query = readQuery(request.body);
      await limit(request.client!.application.id);
      return ask(request, query);
    },
  );

  server.post(
    '/access/v1/evaluations',
    {
      config: { ...declared, operation: 'access.evaluate_many' },
      schema: { body: Body, response: { 200: Evaluations } },
    },
    async (request) => {
      const { body } = request;
      const items = Object.hasOwn(body, 'evaluations') ? body['evaluations'] : [];
      if (!Array.isArray(items)) throw badRequest('invalid_member', '“evaluations” has to be a list.');
      if (items.length > mostEvaluations) throw tooMany();
      semanticOf(body);
      const single = items.length === 0 ? readQuery(body) : null;
      await limit(request.client!.application.id, Math.max(items.length, 1));
      return single ? ask(request, single) : { evaluations: await askAll(request, body, items) };
    },
  );
}

function semanticOf(body: Members) {
  const options = optionalObject(body, 'options', 'options');
  const name = Object.hasOwn(options, 'evaluations_semantic') ? options['evaluations_semantic'] : 'execute_all';
  if (typeof name !== 'string' || !Object.hasOwn(semantics, name)) {
    throw badRequest(
      'invalid_member',
      `“options.evaluations_semantic” is one of ${Object.keys(semantics).join(', ')}.`,
    );
  }
  return semantics[name]!;
}

const tooMany = () =>
  new StingError({
    code: 'too_many_evaluations',
    status: 413,
    message: `One request holds at most ${mostEvaluations} evaluations. Send the others in another one.`,
  });
