import { type Action, fingerprint } from '../assurance/action.ts';
import { type Evidence, factorOf, type Level, type Method } from '../assurance/evidence.ts';
import { level } from '../assurance/level.ts';
import { type Requirement, unmet } from '../assurance/requirement.ts';
import { StingError } from '../kernel/errors.ts';
import { possibleProofs } from '../methods/possible.ts';
import type { Session } from '../sessions/sessions.ts';
import type { Client, FlowDependencies } from './context.ts';
import { createFlow } from './create.ts';
import { facts } from './facts.ts';
import type { Flow } from './flow.ts';
import { knownOf } from './freshness.ts';
import { run } from './run.ts';

const lifespanSeconds = 300;

const isAtHand = (method: Method) => method !== 'code' && method !== 'password';

/** Where a method's challenge stands among its nodes. */
const challengeNodes: Partial<Record<Method, string>> = {
  passkey: 'passkey_challenge',
  webauthn: 'webauthn_login_trigger',
};

type Person = NonNullable<Client['person']>;

export interface StepUpOffer {
  id: string;
  expiresAt: number;
  needs: Requirement;
  methods: { method: Method; publicKey?: Record<string, unknown> }[];
}

export interface StepUpResult {
  level: Level;
  needs: Requirement | null;
  grant: string | null;
  /** A raised session with its new token. */
  opened: { session: Session; token: string } | null;
}

export interface StepUp {
  /** The methods this person has with which the requirement can be met; empty: they must enrol one first. */
  methodsFor(person: Person, needs: Requirement): Promise<Method[]>;
  /**
   * The address of a login that would meet the requirement, where a step-up cannot: by a code that has to be sent, or a
   * password. Null if none would.
   */
  loginFor(person: Person, needs: Requirement): Promise<string | null>;
  open(client: Client, action: Action, needs: Requirement): Promise<StepUpOffer>;
  /** Throws `proof_refused` (401); a passkey challenge is good for one try. */
  prove(client: Client, id: string, proof: Record<string, unknown>): Promise<StepUpResult>;
}

export function createStepUp(dependencies: FlowDependencies): StepUp {
  const { store, clock, config, audit } = dependencies;

  const suffice = ({ session }: Person, action: Evidence[], needs: Requirement) =>
    unmet(needs, { session: session.evidence, action }, clock(), config['assurance.mode']) === null;

  async function methodsFor(person: Person, needs: Requirement): Promise<Method[]> {
    const known = await knownOf(dependencies, store.read, person.identity);
    // A step-up takes what is at hand: a code has to be sent first, and a password alone is worth too little.
    const { first, second } = known.offered;
    const atHand = { first: first.filter(isAtHand), second: second.filter(isAtHand) };
    const possible = possibleProofs(known, atHand, { as: 'best', at: clock() });
    if (!suffice(person, possible, needs)) return [];
    // Only a key helps where a key's properties are asked for.
    const keyOnly = needs.phishing_resistant || needs.user_verified || needs.device_bound;
    return [
      ...new Set(
        possible.filter((proof) => !keyOnly || factorOf(proof).phishing_resistant).map(({ method }) => method),
      ),
    ];
  }

  async function loginFor(person: Person, needs: Requirement): Promise<string | null> {
    // What is bound to an action is proven in a step-up alone.
    if (needs.action_bound) return null;
    const known = await knownOf(dependencies, store.read, person.identity);
    const possible = possibleProofs(known, known.offered, { as: 'best', at: clock() });
    if (!suffice(person, possible, needs)) return null;
    const second = possible.some((proof) => suffice(person, [proof], needs)) ? '' : '&aal=aal2';
    return `${config['serve.public.base_url']}/self-service/login/browser?refresh=true${second}`;
  }

  async function offered(flow: Flow, client: Client): Promise<StepUpOffer['methods']> {
    const methods = await methodsFor(client.person!, flow.data.needs!);
    const nodes = await Promise.all(dependencies.methods.proof.map((method) => method.nodes(facts(flow, client))));
    const value = (name: string) =>
      nodes.flat().find(({ attributes }) => attributes['name'] === name)?.attributes['value'];
    return methods.map((method) => {
      const node = challengeNodes[method];
      return node === undefined ? { method } : { method, ...JSON.parse(String(value(node))) };
    });
  }

  return {
    methodsFor,
    loginFor,

    async open(client, action, needs) {
      const { operation, resource } = action;
      const flow = await createFlow(
        dependencies,
        client,
        { requestUrl: '', returnTo: null },
        {
          kind: 'step_up',
          lifespanSeconds,
          ofPerson: true,
          data: { needs, action: { operation, resource, fingerprint: fingerprint(action) } },
        },
      );
      await audit.record(
        {
          type: 'step_up.opened',
          outcome: 'success',
          actor: flow.identityId,
          session: flow.sessionId,
          operation,
          resource,
        },
        client.origin,
      );
      return { id: flow.id, expiresAt: flow.expiresAt, needs, methods: await offered(flow, client) };
    },

    async prove(client, id, proof) {
      const { context, refusal } = await run(dependencies, { kind: 'step_up', flowId: id, client, body: proof });
      if (refusal) {
        throw new StingError({
          code: 'proof_refused',
          status: 401,
          message: refusal.messages[0]?.message.text ?? 'The proof was refused.',
          detail: refusal.reason,
        });
      }
      const { opened, grant, missing, evidence } = context;
      const session = opened?.session.evidence ?? client.person!.session.evidence;
      const reached = level([...session, ...evidence], config['assurance.mode']);
      return { level: reached, needs: missing ?? null, grant, opened };
    },
  };
}
