import { blockedNumber } from '../../methods/strategy.ts';
import { isBlockedNumber } from '../blocked-number.ts';
import { turnsBack } from '../columns.ts';
import type { Step } from '../steps.ts';

/** Nobody registers with a number that no message would ever be sent to. */
export const numberAllowed: Step = async ({ identities, flow, body, config }) => {
  if (turnsBack(body) || flow.data.recovers) return;
  const declared = identities.declaredAddresses(flow.data.newIdentity!.schemaId, flow.data.traits ?? {});
  const blocked = declared.find(({ value }) => isBlockedNumber(config, value));
  if (!blocked) return;
  if (config['selfservice.flows.registration.style'] === 'profile_first') flow.data.screen = 'profile';
  return blockedNumber(`traits.${blocked.path}`);
};
