import type { Requirement } from '../../assurance/requirement.ts';
import { firstSignIn } from '../../assurance/signals.ts';
import { type Refusal, refusal } from '../../methods/strategy.ts';
import { describeDevice } from '../../sessions/sessions.ts';
import type { Visit } from '../../sign-ins/sign-ins.ts';
import type { Tx } from '../../store/store.ts';
import { opensSession } from '../built-in-hooks.ts';
import type { Context } from '../context.ts';
import { canStillProve } from '../freshness.ts';
import type { Step } from '../steps.ts';

/** Whether this submission signs somebody in who was not signed in here before. */
const signsIn = ({ config, kind, method, flow }: Context): boolean =>
  flow.sessionId === null && opensSession(config, kind, method.group);

const visitOf = ({ client, identity }: Context): Visit => ({
  identityId: identity!.id,
  deviceSecret: client.kind === 'browser' ? client.deviceSecret : null,
  origin: client.origin,
});

/** Looks at what is unusual about the sign-in, before the proof that was given counts as the newest one. */
export const observeSignIn: Step = async (context) => {
  const { signIns, store, identity, evidence } = context;
  if (!signsIn(context)) return;
  // Whoever registers is there for the first time.
  context.signals = identity
    ? await signIns.observe(store.read, { ...visitOf(context), identity, evidence: evidence[0]! })
    : firstSignIn;
};

/**
 * Asks the rules whether somebody may sign in like this. They may ask for more: then the session opens nothing before that
 * is proven, and whoever has nothing to prove it with is told so instead. Which rule it was is for the audit alone.
 */
export const judgeSignIn: Step = async (context, tx) => {
  const { access, client, evidence, signals, noted, flow } = context;
  if (!signsIn(context)) return;
  const identity = context.identity!;
  context.judged = { evidence, signals, outcome: 'allow', told: false, policies: [] };
  // By the set-up URL the operator of the machine lets an owner in, whatever the owner has ruled.
  if (flow.data.setup !== undefined) return;
  const { decision, notify } = await access.signIn(tx, {
    subject: identity.id,
    proofs: { session: evidence, action: [] },
    from: client.origin,
    signals,
  });
  const policies = decision.policies.map(({ id }) => id);
  context.judged = { ...context.judged, outcome: decision.effect, told: notify, policies };
  if (decision.effect === 'allow') return;
  if (decision.effect === 'step_up') {
    const { needs } = decision;
    if (await canStillProve(context, tx, { identity, evidence, needs })) {
      context.needs = needs;
      noted.push({ type: 'sign_in.limited', details: { policies: policies.join(' ') } });
      return;
    }
    context.judged.outcome = 'deny';
    return refused('sign_in_unprovable', lacking(needs), policies);
  }
  return refused('sign_in_refused', 'You cannot sign in like this at the moment. Ask an administrator.', policies);
};

const refused = (code: string, reason: string, policies: readonly string[]): Refusal => ({
  ...refusal(code, 4000001, { context: { reason } }),
  noted: [{ type: 'sign_in.refused', details: { policies: policies.join(' ') } }],
});

/** What somebody would need, and whom to ask for it. */
function lacking({ phishing_resistant, user_verified, device_bound }: Requirement): string {
  if (device_bound) {
    return 'To sign in like this you need a passkey that stays on one device, and you have none. Ask an administrator.';
  }
  return phishing_resistant || user_verified
    ? 'To sign in like this you need a passkey, and you have none. Ask an administrator.'
    : 'To sign in like this you need a second proof, and you have none. Ask an administrator.';
}

/** Writes the sign-in down, or that what it was asked for is proven now; and tells the person where the rules say so. */
export const recordSignIn: Step = async (context, tx) => {
  const { opened, judged, client, signIns, notices, noted } = context;
  if (!opened) return;
  const { session } = opened;
  const visit = visitOf(context);
  let told = false;
  if (judged) {
    await signIns.record(tx, visit, { ...judged, session });
    told = judged.told && !session.limited;
  } else if (client.person?.session.limited && !session.limited) {
    told = (await signIns.complete(tx, visit, session.id)).told;
  }
  if (!told) return;
  noted.push({ type: 'sign_in.new_device', details: { device: describeDevice(client.origin.userAgent).name } });
  await notices.newDevice(tx, { identity: context.identity!, origin: client.origin });
};

/** A sign-in that the rules refused is written down as well. Nobody has registered whose registration was refused. */
export async function recordRefusedSignIn(context: Context, tx: Tx): Promise<void> {
  const { judged, kind, signIns } = context;
  if (judged?.outcome !== 'deny' || kind === 'registration') return;
  await signIns.record(tx, visitOf(context), { ...judged, session: null });
}
