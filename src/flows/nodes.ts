import { traitNodes } from '../methods/profile/profile.ts';
import type { FlowFacts } from '../methods/strategy.ts';
import { anchor, script, submit, type UiNode } from '../methods/ui.ts';
import type { FlowDependencies } from './context.ts';
import { continueUrl } from './destination.ts';
import type { Flow } from './flow.ts';
import { asksIdentifierFirst, identifierNodes } from './identifier.ts';
import { strategiesOf } from './strategies.ts';

/** The nodes of a flow but for its token, in the contract's order of groups (section 4.4). */
export async function nodesOf(dependencies: FlowDependencies, flow: Flow, known: FlowFacts): Promise<UiNode[]> {
  if (flow.kind === 'verification' && flow.state === 'passed_challenge') {
    return [anchor('code', 'continue', continueUrl(dependencies.config, flow), 1070009)];
  }
  const nodes = [
    ...(flow.kind === 'login' ? identifierNodes(dependencies, flow, known) : []),
    ...(flow.kind === 'registration' ? registrationTraits(dependencies, flow) : []),
    ...(await methodNodes(dependencies, flow, known)),
    ...(flow.kind === 'registration' ? turningBack(dependencies, flow) : []),
  ];
  if (flow.client === 'browser') return usesScript(nodes) ? withScript(dependencies, nodes) : nodes;
  // Native clients have no inline handlers; the triggers tell them what a button does.
  for (const { attributes } of nodes) {
    delete attributes['onclick'];
    delete attributes['onload'];
  }
  return nodes;
}

const usesScript = (nodes: UiNode[]) =>
  nodes.some(({ attributes }) => 'onclickTrigger' in attributes || 'onloadTrigger' in attributes);

/** The script stands in the group of security keys, which comes before that of passkeys. */
function withScript({ config, passkeyScript, random }: FlowDependencies, nodes: UiNode[]): UiNode[] {
  const { path, integrity } = passkeyScript;
  const nonce = random(16).toString('base64url');
  const helper = script(`${config['serve.public.base_url']}${path}`, integrity, nonce);
  const end = nodes.findLastIndex(({ group }) => group === 'webauthn') + 1;
  return nodes.toSpliced(end || nodes.findIndex(({ group }) => group === 'passkey'), 0, helper);
}

async function methodNodes(dependencies: FlowDependencies, flow: Flow, known: FlowFacts): Promise<UiNode[]> {
  const collecting = flow.kind === 'registration' && flow.data.screen === 'profile' && flow.state === 'choose_method';
  if (collecting) return [];
  const offered = await Promise.all(strategiesOf(dependencies, flow).map((method) => method.nodes(known)));
  return asksIdentifierFirst(dependencies, flow) ? offered.flat().filter(beforeIdentifier) : offered.flat();
}

/** Before anybody has said who they are there is only what the browser offers by itself: a passkey by autofill. */
const beforeIdentifier = ({ group, attributes }: UiNode) => group === 'passkey' && attributes['type'] === 'hidden';

const inTwoSteps = ({ config }: FlowDependencies) => config['selfservice.flows.registration.style'] === 'profile_first';

function registrationTraits(dependencies: FlowDependencies, { data, state }: Flow): UiNode[] {
  const { fields } = dependencies.identities.schema(data.newIdentity!.schemaId)!;
  const traits = data.traits ?? {};
  if (state !== 'sent_email' && data.screen === 'profile') {
    return [...traitNodes(fields, traits, { group: 'default' }), submit('profile', 'method', 'profile', 1040001)];
  }
  return traitNodes(fields, traits, { group: 'default', hidden: inTwoSteps(dependencies) || state === 'sent_email' });
}

/** Back to the page before. Whoever is let back in has no profile to turn back to. */
function turningBack(dependencies: FlowDependencies, { state, data }: Flow): UiNode[] {
  if (data.recovers) return [];
  if (state === 'sent_email') {
    return [submit('profile', 'screen', data.proving ? 'previous' : 'credential-selection', 1040008)];
  }
  return inTwoSteps(dependencies) && data.screen === 'credential'
    ? [submit('profile', 'screen', 'previous', 1040008)]
    : [];
}
