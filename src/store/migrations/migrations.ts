import type { Migration } from 'kysely/migration';
import * as audit from './001-audit.ts';
import * as identity from './002-identity.ts';
import * as sessions from './003-sessions.ts';
import * as webauthn from './004-webauthn.ts';
import * as assurance from './005-assurance.ts';
import * as access from './006-access.ts';
import * as methods from './007-methods.ts';
import * as flows from './008-flows.ts';
import * as jars from './009-jars.ts';
import * as courier from './010-courier.ts';
import * as codes from './011-codes.ts';
import * as recovery from './012-recovery.ts';
import * as identityAdmin from './013-identity-admin.ts';
import * as hooks from './014-hooks.ts';
import * as continuity from './015-continuity.ts';
import * as deletion from './016-deletion.ts';
import * as forwardAuth from './017-forward-auth.ts';
import * as people from './018-people.ts';
import * as documents from './019-documents.ts';
import * as policies from './020-policies.ts';
import * as enrolment from './021-enrolment.ts';
import * as apiKeys from './022-api-keys.ts';
import * as signIns from './023-sign-ins.ts';
import * as applications from './024-applications.ts';
import * as roles from './025-roles.ts';
import * as breakGlass from './026-break-glass.ts';

/** In this order, for ever: a landed migration is never edited, a change is a new file. */
export const migrations: Record<string, Migration> = {
  '001-audit': audit,
  '002-identity': identity,
  '003-sessions': sessions,
  '004-webauthn': webauthn,
  '005-assurance': assurance,
  '006-access': access,
  '007-methods': methods,
  '008-flows': flows,
  '009-jars': jars,
  '010-courier': courier,
  '011-codes': codes,
  '012-recovery': recovery,
  '013-identity-admin': identityAdmin,
  '014-hooks': hooks,
  '015-continuity': continuity,
  '016-deletion': deletion,
  '017-forward-auth': forwardAuth,
  '018-people': people,
  '019-documents': documents,
  '020-policies': policies,
  '021-enrolment': enrolment,
  '022-api-keys': apiKeys,
  '023-sign-ins': signIns,
  '024-applications': applications,
  '025-roles': roles,
  '026-break-glass': breakGlass,
};
