import type { FastifyInstance } from 'fastify';

/** What a route asks of whoever calls it. */
export interface Requirement {
  /** `aal1` unless said. */
  level?: 'aal1' | 'aal2' | 'aal3';
  /** The proofs that reach the level are at most this old, in seconds. */
  max_age?: number;
  /** One of these roles of STING. */
  roles?: string[];
}

export interface GuardOptions {
  /** STING as browsers reach it: `https://id.example.org`. */
  sting: string;
  /** This application as browsers reach it: `https://app.example.org`. People come back there after signing in. */
  app: string;
  /** STING as this program reaches it, where that is another address: `http://127.0.0.1:4433`. */
  api?: string;
  /** Name of the session cookie, if `session.cookie.name` of STING sets one. */
  cookie?: string;
  /** How long STING may take to answer, in milliseconds; 2000 unless said. Then the request is refused with 503. */
  timeout?: number;
  /** Milliseconds since the Unix epoch. */
  clock?: () => number;
}

/** Who sent a request, as STING tells it. */
export interface Visitor {
  /** `id`, `traits`, `verifiable_addresses`, ... as in Ory Kratos's contract. */
  identity: { id: string; traits: Record<string, unknown> } & Record<string, unknown>;
  /** The session as in that contract. */
  session: { id: string } & Record<string, unknown>;
  level: 'aal0' | 'aal1' | 'aal2' | 'aal3';
  /** Their roles, on routes that ask for one; empty elsewhere, where nobody has looked. */
  roles: string[];
}

export declare function stingGuard(fastify: FastifyInstance, options: GuardOptions): Promise<void>;

declare module 'fastify' {
  interface FastifyContextConfig {
    require?: Requirement | false;
  }
  interface FastifyRequest {
    /** Null on routes that nobody has to be signed in for. */
    sting: Visitor | null;
  }
}
