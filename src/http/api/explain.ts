import {
  type Question as Asked,
  type Decision,
  type Explanation as Explained,
  type From,
  jarActions,
} from '../../access/access.ts';
import { strongestProof } from '../../assurance/evidence.ts';
import type { Proofs } from '../../assurance/requirement.ts';
import type { Identity } from '../../identity/identity.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { badRequest, notFound } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import { plainAddress } from '../../kernel/plain-address.ts';
import type { Application } from '../application.ts';
import type { DeclaredRoute } from '../route.ts';
import { addressesOf } from './names.ts';
import { onlyAsks } from './policies.ts';
import { type Decided, Explanation, Question, Simulation, SimulationResult } from './policy-shapes.ts';
import type { Api } from './typed.ts';

const asks = { auth: 'session', tier: 1, permission: 'policy.read', unconfirmed: onlyAsks } as const;

/** Why something is decided as it is, and what a change of the rules would make of it. */
export function explainRoutes(server: Api, app: Application, routes: readonly DeclaredRoute[]): void {
  const db = app.store.read;

  async function personOf(subject: Question['subject']): Promise<Identity> {
    const found =
      'id' in subject
        ? isUuid(subject.id) && (await app.identities.byId(db, subject.id))
        : await app.identities.byAddress(db, subject.email);
    if (!found) throw notFound('person');
    return found;
  }

  /** What the person has proven in the session that they used last. */
  async function lastProofs(id: string): Promise<Proofs> {
    const sessions = await app.sessions.list(db, id);
    const [latest] = sessions.toSorted((a, b) => b.lastSeenAt - a.lastSeenAt);
    return { session: latest?.evidence ?? [], action: [] };
  }

  async function proofsOf(id: string, wanted: NonNullable<Question['proofs']>): Promise<Proofs> {
    if (wanted === 'session') return lastProofs(id);
    if (wanted === 'nothing') return { session: [], action: [] };
    const best = [strongestProof(app.clock())];
    return { session: best, action: best };
  }

  /** An operation of the table, or an action of the policies with the tier of its mildest operation. */
  function routeOf(name: string): Pick<DeclaredRoute, 'permission' | 'tier'> {
    const decided = routes.filter(({ permission }) => app.access.actions.includes(permission));
    const byTier = decided.toSorted((a, b) => a.tier - b.tier);
    const route =
      decided.find(({ operation }) => operation === name) ?? byTier.find(({ permission }) => permission === name);
    if (!route) throw badRequest('unknown_operation', `The policies decide about no operation “${name}”.`);
    return route;
  }

  function fromOf({ network, country, at }: Question): From {
    if (network !== undefined && plainAddress(network) === null) {
      throw badRequest('invalid_network', `“${network}” is no IP address.`);
    }
    const when = at === undefined ? {} : { at: Date.parse(at) };
    return { ip: network ?? '', userAgent: '', ...(country ? { country } : {}), ...when };
  }

  async function asked(question: Question): Promise<{ person: Identity; question: Asked }> {
    const { permission, tier } = routeOf(question.operation);
    const jar = question.resource?.startsWith('jar:') ? question.resource.slice('jar:'.length) : null;
    const aboutJar = jarActions.includes(permission);
    if (aboutJar !== (jar !== null)) {
      throw badRequest(
        'missing_resource',
        `“${question.operation}” is ${aboutJar ? 'about a resource such as “jar:<id>”' : 'about no resource'}.`,
      );
    }
    const person = await personOf(question.subject);
    const proofs = await proofsOf(person.id, question.proofs ?? 'session');
    return { person, question: { subject: person.id, permission, tier, jar, proofs, from: fromOf(question) } };
  }

  const decided = ({ decision, rules }: Explained): Decided => ({
    effect: decision.effect,
    ...(decision.effect === 'step_up' ? { needs: decision.needs } : {}),
    visible: decision.effect !== 'deny' || decision.visible,
    policies: rules,
  });

  /** By whom a jar is reached, with names for people to read. */
  async function way(by: string) {
    const [type = 'everyone', id = null] = by.split(':') as ['user' | 'team' | 'role' | 'everyone', string?];
    const team = type === 'team' && id ? await app.access.team(db, id, '') : null;
    return { type, id, name: type === 'role' ? id : (team?.name ?? null) };
  }

  server.post(
    '/api/explain',
    { config: { ...asks, operation: 'access.explain' }, schema: { body: Question, response: { 200: Explanation } } },
    async (request) => {
      const { person, question } = await asked(request.body);
      const explained = await app.access.explain(db, question);
      const { roles, teams, attributes, held } = explained;
      const name = await addressesOf(app, [person.id]);
      const named = await Promise.all(
        teams.map(async (id) => ({ id, name: (await app.access.team(db, id, ''))?.name ?? '' })),
      );
      return {
        ...decided(explained),
        person: { id: person.id, name: name(person.id) },
        operation: request.body.operation,
        permission: question.permission,
        tier: question.tier,
        resource: request.body.resource ?? null,
        relation: explained.decision.relation,
        ways: await Promise.all(
          held.map(async ({ relation, by, expiresAt }) => ({
            relation,
            by: await way(by),
            expires_at: expiresAt === null ? null : rfc3339(expiresAt),
          })),
        ),
        roles,
        teams: named,
        attributes: { ...attributes },
      };
    },
  );

  server.post(
    '/api/policies/simulate',
    {
      config: { ...asks, operation: 'policy.simulate' },
      schema: { body: Simulation, response: { 200: SimulationResult } },
    },
    async (request) => {
      const { changes, questions } = request.body;
      const all = [];
      for (const question of questions) all.push((await asked(question)).question);
      const answers = await app.access.simulate(db, { changes, questions: all });
      return {
        answers: answers.map(({ before, after }) => ({
          before: decided(before),
          after: decided(after),
          changed: answerOf(before.decision) !== answerOf(after.decision),
        })),
      };
    },
  );
}

const answerOf = (decision: Decision): string =>
  JSON.stringify([decision.effect, decision.effect === 'step_up' ? decision.needs : null]);
