import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import type { Tier } from '../assurance/tiers.ts';
import { brokenRule, escalated, type Listener } from './declaration-rules.ts';

/**
 * What every route says of itself. There is no default: a route that declares nothing makes start-up fail, and so does one
 * that declares what nobody would check.
 */
export interface RouteDeclaration {
  /** `jar.delete`: the name in audit events, step-ups and `GET /api/operations`. */
  operation: string;
  /**
   * `none`: anybody. `optional`: a session is read if there is one. `session`: 401 without one.
   * `admin`: the operator's token on the admin listener. `client`: the key of an application; 401 without one.
   */
  auth: 'none' | 'optional' | 'session' | 'admin' | 'client';
  /** 1 view · 2 change · 3 sensitive · 4 critical. */
  tier: Tier;
  /**
   * `public`, `self` (ownership is checked in the handler), `operator`, `application` (what is asked about decides), or an
   * action of the access policies.
   */
  permission: string;
  /** Wants a proof from within `privileged_session_max_age`, whatever the tier: ending sessions (ASVS 5.0 7.5.2). */
  fresh?: boolean;
  /** Goes beyond one's own account, although no policy decides: closed to whoever must verify an address or enrol first. */
  beyondAccount?: boolean;
  /** Open to API keys that have the operation as a scope. Without it no key will do. */
  byKey?: boolean;
  /** The path parameter `id` names a resource of this kind. */
  resource?: 'jar';
  /**
   * What it is about may bear a label of its own, which counts beside that of the jar: the document in the path, or
   * whatever the query names a `sensitivity` for.
   */
  labelled?: 'document' | 'query';
  /** What the request is instead when its body has one of these members: an operation with its own tier and permission. */
  escalation?: { members: readonly string[]; operation: string; tier: Tier; permission: string };
  /** Why a change does not confirm its authorization in its own transaction. Without it every change has to. */
  unconfirmed?: string;
  /** Whose error shape and credential order the route follows; `api` unless said. */
  contract?: 'kratos' | 'api' | 'page';
  /** Also for a recovered session that waits for its second proof; everywhere else it is nobody's. */
  limited?: boolean;
  /** Not counted by the rate limit (whoami and health are asked on every request of other applications). */
  unlimited?: boolean;
  /** Takes an HTML form, on a page of ours that is no flow. */
  form?: boolean;
  /** The query is that of another application and nobody reads it here. */
  foreignQuery?: boolean;
  /** Query parameters that may stand more than once; the handler gets a list of them then. */
  repeats?: readonly string[];
}

declare module 'fastify' {
  interface FastifyContextConfig extends Partial<RouteDeclaration> {}
  interface FastifyInstance {
    declaredRoutes: readonly DeclaredRoute[];
  }
}

/** The declaration that this request falls under, once its body is read. */
export function declarationOf(request: FastifyRequest): RouteDeclaration {
  const { escalation, ...declared } = request.routeOptions.config as RouteDeclaration;
  const body = request.body as object | null | undefined;
  if (!escalation || !body) return declared;
  const named = escalation.members.some((member) => Object.hasOwn(body, member));
  return named ? escalated(declared, escalation) : declared;
}

/** Every declared route, in order of registration. Tests compare it with the operations table. */
export interface DeclaredRoute extends RouteDeclaration {
  method: string;
  path: string;
}

/**
 * Collects declarations in `declaredRoutes` and refuses a route without one, or with one by which it would be open to
 * somebody by mistake. Call before any route is added.
 */
export function collectRoutes(server: FastifyInstance, where: Listener): DeclaredRoute[] {
  const routes: DeclaredRoute[] = [];
  server.decorate('declaredRoutes', routes);
  server.addHook('onRoute', ({ method, url, config }: RouteOptions) => {
    const { operation, auth, tier, permission } = config ?? {};
    if (!operation || !auth || !tier || !permission) {
      throw new Error(`The route ${method} ${url} does not declare operation, auth, tier and permission.`);
    }
    const declaration: RouteDeclaration = { ...config, operation, auth, tier, permission };
    const broken = brokenRule(declaration, where, url);
    if (broken !== null) throw new Error(`The route ${method} ${url} ${broken}.`);
    for (const verb of Array.isArray(method) ? method : [method]) {
      if (verb === 'HEAD') continue;
      const { escalation, ...declared } = { ...declaration, method: verb, path: url };
      routes.push(declared);
      if (escalation) routes.push(escalated(declared, escalation));
    }
  });
  return routes;
}
