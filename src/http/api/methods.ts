import { Type } from 'typebox';
import { type MethodRow, methodNames, methodTable } from '../../assurance/method-table.ts';
import { badRequest } from '../../kernel/errors.ts';
import type { Application } from '../application.ts';
import { MethodList } from './account-shapes.ts';
import type { Api } from './typed.ts';

/** What each method is worth here, from the table that levels are counted by. */
export function methodRoutes(server: Api, { config, courier }: Application): void {
  const declared = { auth: 'session', tier: 1, permission: 'self' } as const;
  const mode = config['assurance.mode'];

  function isEnabled({ method, channel }: MethodRow): boolean {
    if (!config[`selfservice.methods.${method}.enabled`]) return false;
    if (channel === 'sms' && !config['selfservice.methods.code.sms.enabled']) return false;
    return channel === null || courier.has(channel);
  }

  const table = () => methodTable(mode).map((row) => ({ ...row, enabled: isEnabled(row) }));

  server.get(
    '/api/methods',
    { config: { ...declared, operation: 'method.list' }, schema: { response: { 200: MethodList } } },
    async () => ({ mode, methods: table() }),
  );

  server.get(
    '/api/methods/:method',
    {
      config: { ...declared, operation: 'method.read' },
      schema: { params: Type.Object({ method: Type.String() }), response: { 200: MethodList } },
    },
    async ({ params }) => {
      const named = table().filter(({ method }) => method === params.method);
      if (named.length === 0) {
        throw badRequest('unknown_method', `There is no method of that name; there are ${methodNames.join(', ')}.`);
      }
      return { mode, methods: named };
    },
  );
}
