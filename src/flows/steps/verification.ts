import { type Identity, withAddress } from '../../identity/identity.ts';
import { message } from '../../methods/messages.ts';
import { refusal } from '../../methods/strategy.ts';
import type { AddressChange } from '../../notices/notices.ts';
import type { Tx } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { newFlow } from '../create.ts';
import type { Step } from '../steps.ts';
import { completeChanges, finishFlow, insertFlow } from '../store.ts';

/** The code was right: the address is verified, or a change to it takes effect. The flow stays to be looked at. */
export const applyVerification: Step = async (context, tx) => {
  const { flow, verified, identities, notices, client, noted, sessions } = context;
  const identity = context.identity!;
  const { change } = flow.data;
  if (change) {
    // Whoever ended the session of somebody who had sneaked in has ended what they began, too.
    if (!(await sessions.isLive(tx, flow.sessionId!))) return refusal('session_ended', 4070003);
    const traits = withAddress(identity.traits, change);
    if (traits === null) return refusal('changed_meanwhile', 4070003);
    try {
      context.identity = await identities.updateTraits(tx, identity.id, traits, false);
    } catch (error) {
      // Somebody else proved it first. They need not know of each other.
      if ((error as { code?: string }).code !== 'address_taken') throw error;
      return refusal('address_taken', 4070003);
    }
    noted.push({ type: 'profile.changed' });
    await notices.addressChanged(tx, { before: identity, change, origin: client.origin });
  }
  await identities.verifyAddress(tx, identity.id, verified.address);
  noted.push({ type: 'address.verified' });
  const messages = [message(verified.address.includes('@') ? 1080002 : 1080005)];
  const data = { ...flow.data, messages, nodeMessages: {} };
  context.flow = { ...flow, state: 'passed_challenge', data };
  if (!(await finishFlow(tx, context.flow))) {
    context.flow = flow;
    return refusal('completed', 4070002);
  }
};

/** A flow in which the address can be proven, with its code on the way; the client is told of it. */
async function openVerification(
  context: Context,
  tx: Tx,
  {
    identity,
    address,
    via,
    change,
  }: { identity: Identity; address: string; via: 'email' | 'sms'; change?: AddressChange },
): Promise<void> {
  const { config, client, sender, flow: from } = context;
  const base = config['serve.public.base_url'];
  const request = { requestUrl: `${base}/self-service/verification/${client.kind}`, returnTo: from.returnTo };
  const signedIn = context.opened !== null && from.sessionId === null;
  const owner = signedIn && client.nextCsrf ? { ...client, csrf: client.nextCsrf } : client;
  const { afterVerification } = from.data;
  const flow = newFlow(context, owner, request, {
    kind: 'verification',
    lifespanSeconds: config['selfservice.flows.verification.lifespan'],
    state: 'sent_email',
    active: 'code',
    ofPerson: change !== undefined,
    data: {
      messages: [message(via === 'email' ? 1080003 : 1080004)],
      ...(afterVerification ? { afterVerification } : {}),
      ...(change ? { change, afterVerification: config['selfservice.flows.settings.ui_url'] } : {}),
    },
  });
  flow.data.prepared['code'] = await sender.send(tx, {
    flowId: flow.id,
    identity,
    address,
    via,
    change: change !== undefined,
    origin: client.origin,
  });
  await insertFlow(tx, flow);
  const url = `${config['selfservice.flows.verification.ui_url']}?flow=${flow.id}`;
  context.continueWith.push({
    action: 'show_verification_ui',
    flow: { id: flow.id, verifiable_address: address, ...(client.kind === 'browser' ? { url } : {}) },
  });
}

/** Whoever registered without proving an address is asked to do it now. */
export const askForVerification: Step = async (context, tx) => {
  const { config, courier, identities } = context;
  if (!config['selfservice.flows.verification.enabled']) return;
  const identity = (await identities.byId(tx, context.identity!.id))!;
  const open = identity.addresses.find(
    ({ verifiable, verified, via }) => verifiable && !verified && courier.delivers(via),
  );
  if (open) await openVerification(context, tx, { identity, address: open.value, via: open.via });
};

/** A new address waits for its code; until then the old one stays. Only the last one waits. */
export const parkAddressChange: Step = async (context, tx) => {
  const { addressChange: parked } = context.verified;
  if (!parked) return;
  const identity = context.identity!;
  const { path, from, address, via } = parked;
  const change = { identityId: identity.id, path, from, address };
  await completeChanges(tx, identity.id);
  await openVerification(context, tx, { identity, address, via, change });
  context.noted.push({ type: 'address.change_requested' });
};
