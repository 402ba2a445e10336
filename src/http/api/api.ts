import type { FastifyInstance } from 'fastify';
import type { Application } from '../application.ts';
import type { DeclaredRoute } from '../route.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { applicationKeyRoutes } from './application-keys.ts';
import { applicationRuleRoutes } from './application-rules.ts';
import { applicationRoutes } from './applications.ts';
import { auditRoutes } from './audit.ts';
import { breakGlassRoutes } from './break-glass.ts';
import { documentDecisionRoutes } from './document-decisions.ts';
import { documentRoutes } from './documents.ts';
import { enrolmentRoutes } from './enrolment.ts';
import { explainRoutes } from './explain.ts';
import { grantRoutes } from './grants.ts';
import { invitationRoutes } from './invitations.ts';
import { jarRoutes } from './jars.ts';
import { meRoutes } from './me.ts';
import { methodRoutes } from './methods.ts';
import { myAccountRoutes } from './my-account.ts';
import { mySessionRoutes } from './my-sessions.ts';
import { operationRoutes } from './operations.ts';
import { oversightRoutes } from './oversight.ts';
import { passkeyRoutes } from './passkeys.ts';
import { peopleRoutes } from './people.ts';
import { peopleChangeRoutes } from './people-changes.ts';
import { permissionRoutes } from './permissions.ts';
import { personAttributeRoutes } from './person-attributes.ts';
import { policyRoutes } from './policies.ts';
import { profileRoutes } from './profile.ts';
import { roleDefinitionRoutes } from './role-definitions.ts';
import { roleRoutes } from './roles.ts';
import { searchRoutes } from './search.ts';
import { signInRoutes } from './sign-ins.ts';
import { stepUpRoutes } from './step-up.ts';
import { teamMemberRoutes } from './team-members.ts';
import { teamRoutes } from './teams.ts';
import { transferRoutes } from './transfers.ts';
import type { TypeBoxTypes } from './typed.ts';

interface ApiInit {
  app: Application;
  /** As `collectRoutes` collects them; read when the table is asked for. */
  routes: readonly DeclaredRoute[];
}

/** STING's own API. Register it on the server whose hooks authenticate and authorize. */
export async function apiRoutes(instance: FastifyInstance, { app, routes }: ApiInit): Promise<void> {
  const server = instance.withTypeProvider<TypeBoxTypes>();
  operationRoutes(server, routes, app);
  methodRoutes(server, app);
  meRoutes(server, app);
  myAccountRoutes(server, app);
  passkeyRoutes(server, app);
  mySessionRoutes(server, app);
  apiKeyRoutes(server, app, routes);
  jarRoutes(server, app);
  grantRoutes(server, app);
  transferRoutes(server, app);
  searchRoutes(server, app);
  oversightRoutes(server, app);
  documentDecisionRoutes(server, app);
  // In a scope of its own: no other route reads multipart bodies.
  server.register((scope) => documentRoutes(scope.withTypeProvider<TypeBoxTypes>(), app));
  peopleRoutes(server, app);
  peopleChangeRoutes(server, app);
  personAttributeRoutes(server, app);
  roleRoutes(server, app);
  enrolmentRoutes(server, app);
  roleDefinitionRoutes(server, app);
  permissionRoutes(server, app, routes);
  teamRoutes(server, app);
  teamMemberRoutes(server, app);
  invitationRoutes(server, app);
  policyRoutes(server, app);
  explainRoutes(server, app, routes);
  applicationRoutes(server, app);
  applicationRuleRoutes(server, app);
  applicationKeyRoutes(server, app);
  auditRoutes(server, app);
  profileRoutes(server, app);
  signInRoutes(server, app);
  breakGlassRoutes(server, app);
  stepUpRoutes(server, app, routes);
}
