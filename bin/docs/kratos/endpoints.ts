import type { DeclaredRoute } from '../../../src/http/route.ts';
import { table } from '../table.ts';

/**
 * An endpoint of Kratos v26.2, the operation of the official SDK that calls it (null: none) and what is to be known of it
 * in STING. Whether STING has it, its declared routes say.
 */
type Endpoint = readonly [request: string, sdk: string | null, note?: string];

const noSocialSignIn = 'STING has no social sign-in yet.';
const flows: readonly (readonly [kind: string, sdk: string, toStart: string])[] = [
  ['login', 'Login', ''],
  ['registration', 'Registration', 'By invitation in production, unless `registration.mode` is `open`.'],
  ['settings', 'Settings', ''],
  ['recovery', 'Recovery', '400 `no_mail` where no mail can be sent, 400 `flow_disabled` where it is switched off.'],
  ['verification', 'Verification', 'As recovery.'],
];

/** What a `GET` on the address of a submission does. */
const followed: readonly Endpoint[] = [
  ['GET /self-service/login', null, 'Leads to the page of the flow; nothing is submitted this way.'],
  [
    'GET /self-service/settings',
    null,
    'Applies the change that waits in the continuity cookie, once; else leads to the page of the flow.',
  ],
  ['GET /self-service/recovery', null, 'With `token` the link of a message; else leads to the page of the flow.'],
  [
    'GET /self-service/verification',
    null,
    'With `token` the link of a message; with `code` leads to the page, the code filled in and not used.',
  ],
];

export const publicEndpoints: readonly Endpoint[] = [
  ...flows.flatMap(([kind, sdk, toStart]): Endpoint[] => [
    [`GET /self-service/${kind}/browser`, `createBrowser${sdk}Flow`, toStart],
    [`GET /self-service/${kind}/api`, `createNative${sdk}Flow`, toStart && 'The same.'],
    [`GET /self-service/${kind}/flows`, `get${sdk}Flow`],
    [`POST /self-service/${kind}`, `update${sdk}Flow`],
  ]),
  ...followed,
  ['GET /self-service/logout/browser', 'createBrowserLogoutFlow'],
  ['GET /self-service/logout', 'updateLogoutFlow'],
  ['DELETE /self-service/logout/api', 'performNativeLogout'],
  [
    'GET /self-service/errors',
    'getFlowError',
    'The id holds the code of the error; nothing is stored, and `stub:500` is no error.',
  ],
  ['GET /self-service/fed-cm/parameters', 'createFedcmFlow', noSocialSignIn],
  ['POST /self-service/fed-cm/token', 'updateFedcmFlow', noSocialSignIn],
  ['DELETE /self-service/login/test', null, noSocialSignIn],
  ['GET /self-service/methods/oidc/auth/{flow}', null, noSocialSignIn],
  ['GET /self-service/methods/oidc/callback/{provider}', null, noSocialSignIn],
  ['POST /self-service/methods/oidc/callback/{provider}', null, noSocialSignIn],
  ['GET /sessions/whoami', 'toSession', '`tokenize_as` is refused with 400 `tokenizer_unsupported`.'],
  ['GET /sessions', 'listMySessions'],
  ['DELETE /sessions', 'disableMyOtherSessions'],
  ['DELETE /sessions/{id}', 'disableMySession'],
  ['GET /sessions/token-exchange', 'exchangeSessionToken', noSocialSignIn],
  ['GET /schemas', 'listIdentitySchemas'],
  ['GET /schemas/{id}', 'getIdentitySchema'],
  ['GET /.well-known/ory/webauthn.js', 'getWebAuthnJavaScript'],
  ['GET /.well-known/change-password', null],
  ['GET /health/alive', 'isAlive'],
  ['GET /health/ready', 'isReady'],
];

export const adminEndpoints: readonly Endpoint[] = [
  ['GET /admin/identities', 'listIdentities', '`consistency` is accepted: what was written is always read.'],
  [
    'POST /admin/identities',
    'createIdentity',
    'Imports `password`, `totp`, `lookup_secret`, `webauthn` and `passkey` where the method is enabled. Unknown members, `oidc`, `saml` and `region` are 400.',
  ],
  ['PATCH /admin/identities', 'batchPatchIdentities', 'Each entry in a transaction of its own.'],
  [
    'GET /admin/identities/{id}',
    'getIdentity',
    '`include_credential` shows public keys and addresses; hashes, seeds and backup codes never.',
  ],
  ['GET /admin/identities/by/external/{externalId}', 'getIdentityByExternalID'],
  ['PUT /admin/identities/{id}', 'updateIdentity'],
  [
    'PATCH /admin/identities/{id}',
    'patchIdentity',
    'Writes `schema_id`, `state`, `traits`, `metadata_public`, `metadata_admin`, `external_id` and `verifiable_addresses`, nothing else.',
  ],
  ['DELETE /admin/identities/{id}', 'deleteIdentity', 'Not the last owner, nor somebody who owns Honey Jars: 409.'],
  [
    'DELETE /admin/identities/{id}/credentials/{type}',
    'deleteIdentityCredentials',
    'Passkeys too, and the last way in; `identifier` names one key. All sessions of the person end.',
  ],
  ['GET /admin/identities/{id}/sessions', 'listIdentitySessions'],
  ['DELETE /admin/identities/{id}/sessions', 'deleteIdentitySessions'],
  ['GET /admin/sessions', 'listSessions'],
  ['POST /admin/sessions', null, '`manageSessions` of the newest Kratos; at most 1000 ids.'],
  ['GET /admin/sessions/{id}', 'getSession'],
  ['DELETE /admin/sessions/{id}', 'disableSession'],
  [
    'PATCH /admin/sessions/{id}/extend',
    'extendSession',
    'Never beyond the bound of the level; a session that has ended is 400 `session_ended`.',
  ],
  [
    'POST /admin/recovery/code',
    'createRecoveryCodeForIdentity',
    'What it opens is what the person’s own recovery would.',
  ],
  ['POST /admin/recovery/link', 'createRecoveryLinkForIdentity', 'Needs the method `link`.'],
  ['GET /admin/courier/messages', 'listCourierMessages', 'Codes and links in subject and body are `[redacted]`.'],
  ['GET /admin/courier/messages/{id}', 'getCourierMessage', 'The same.'],
  ['POST /admin/test-login-flows', null, noSocialSignIn],
  ['GET /version', 'getVersion', 'The version of STING.'],
  ['GET /admin/version', null],
  ['GET /health/alive', 'isAlive'],
  ['GET /health/ready', 'isReady'],
  ['GET /admin/health/alive', null],
  ['GET /admin/health/ready', null],
  ['GET /admin/health/config', null, 'Asks for the token, like everything that is not health or version.'],
  ['GET /admin/metrics/prometheus', null, 'Names of STING’s own; also at `/metrics/prometheus`.'],
];

/** `GET /sessions/:id` as the tables write it, with any name of the parameter. */
const shape = (request: string) => request.replace(/:\w+|\{\w+\}/g, '{}');

/** Whether one of these routes serves the endpoint. */
export function isServed([request]: Endpoint, routes: readonly DeclaredRoute[]): boolean {
  return routes.some(({ method, path }) => shape(`${method} ${path}`) === shape(request));
}

export function endpointTable(endpoints: readonly Endpoint[], routes: readonly DeclaredRoute[]): string {
  const rows = endpoints.map((endpoint) => {
    const [request, sdk, note = ''] = endpoint;
    return [`\`${request}\``, sdk === null ? '' : `\`${sdk}\``, isServed(endpoint, routes) ? 'yes' : '**no**', note];
  });
  return table(['endpoint', 'operation of the SDK', 'here', 'what to know'], rows);
}
