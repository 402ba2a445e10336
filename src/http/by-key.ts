import type { ApiKey } from '../api-keys/api-keys.ts';
import { evidence } from '../assurance/evidence.ts';
import type { Tier } from '../assurance/tiers.ts';
import type { Identity } from '../identity/identity.ts';
import { StingError } from '../kernel/errors.ts';
import type { Authenticated } from '../sessions/sessions.ts';
import type { DeclaredRoute, RouteDeclaration } from './route.ts';

/**
 * The owner of a key as the one who asks: a session of this one request, with the key as its only proof. Nothing stores it,
 * and its id is that of the key: whoever writes down, confirms or counts looks at `request.key` first.
 */
export function ownerBy(key: ApiKey, identity: Identity, now: number): Authenticated {
  const proof = evidence({ method: 'api_key', credential: key.id, at: now });
  const times = { issuedAt: now, authenticatedAt: now, lastSeenAt: now, expiresAt: key.expiresAt };
  const { id, identityId } = key;
  return {
    session: {
      id,
      identityId,
      kind: 'token',
      active: true,
      limited: false,
      needs: null,
      devices: [],
      evidence: [proof],
      ...times,
    },
    identity,
    superseded: false,
  };
}

/** Whether a key may be used for what a route does, given the scope: never for tier 3 and 4. */
export const takesKeys = ({ byKey = false, tier }: { byKey?: boolean | undefined; tier: Tier }): boolean =>
  byKey && tier <= 2;

/** The operations that a key may have as its scopes. */
export const keyScopes = (routes: readonly DeclaredRoute[]): ReadonlySet<string> =>
  new Set(routes.filter(takesKeys).map(({ operation }) => operation));

/** Throws `key_not_sufficient` (403) where no key will do, `scope_missing` (403) where this one does not. */
export function admitKey({ scopes }: Pick<ApiKey, 'scopes'>, route: RouteDeclaration): void {
  const { operation } = route;
  if (!takesKeys(route)) throw keyNotSufficient({ operation });
  if (!scopes.includes(operation)) throw scopeMissing(operation);
}

/** Without a way to step up: there is nobody who could. */
export const keyNotSufficient = (extensions: { operation: string; resource?: string }) =>
  new StingError({
    code: 'key_not_sufficient',
    status: 403,
    message: 'An API key is not enough for this. Sign in and do it yourself.',
    extensions,
  });

const scopeMissing = (operation: string) =>
  new StingError({
    code: 'scope_missing',
    status: 403,
    message: `This API key lacks the scope “${operation}”. Make one that has it.`,
    extensions: { operation, scope: operation },
  });
