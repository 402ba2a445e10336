import type { Attributes } from '../../access/access.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import type { Application } from '../application.ts';
import { change } from './change.ts';
import { administered, personOf } from './people.ts';
import { personTiers } from './person-view.ts';
import { AttributeChange, PersonAttributes } from './policy-shapes.ts';
import { type Api, ById } from './typed.ts';

/** What policies know of a person: administrators say it, and nobody of themselves. */
export function personAttributeRoutes(server: Api, app: Application): void {
  const url = '/api/people/:id/attributes';

  server.get(
    url,
    {
      config: { operation: 'person.attributes', auth: 'session', tier: 1, permission: 'person.read' },
      schema: { params: ById, response: { 200: PersonAttributes } },
    },
    async (request) => {
      const { id } = await personOf(app, app.store.read, request.params.id);
      return shown(await app.access.attributesOf(app.store.read, id));
    },
  );

  server.patch(
    url,
    {
      config: {
        operation: 'person.classify',
        auth: 'session',
        tier: personTiers['person.classify'],
        permission: 'person.classify',
      },
      schema: { params: ById, body: AttributeChange, response: { 200: PersonAttributes } },
    },
    (request) =>
      change(app, request, async (tx, note) => {
        const { id } = await administered(app, tx, request, request.params.id);
        const { employment_end: end, ...same } = request.body;
        const by = request.person!.identity.id;
        const seconds =
          end === undefined ? {} : { employment_end: end === null ? null : Math.floor(Date.parse(end) / 1000) };
        const wanted = { ...same, ...seconds };
        if (await app.access.setAttributes(tx, { identityId: id, by, change: wanted })) {
          await note({ type: 'person.classified', resource: `identity:${id}`, details: wanted });
        }
        return shown(await app.access.attributesOf(tx, id));
      }),
  );
}

function shown({ department, clearance, jurisdiction, employment_end: end }: Attributes): PersonAttributes {
  return {
    department: department ?? null,
    clearance: clearance ?? null,
    jurisdiction: jurisdiction ?? null,
    employment_end: end === undefined ? null : rfc3339(end * 1000),
  };
}
