import { isDeepStrictEqual } from 'node:util';
import type { Identities } from '../../identity/identity.ts';
import { StingError } from '../../kernel/errors.ts';
import { type Refusal, refusal, type SettingsStrategy } from '../strategy.ts';
import { submit } from '../ui.ts';
import { traitNodes, traitRefusal } from './trait-nodes.ts';

export { formTraits, traitNodes, traitRefusal } from './trait-nodes.ts';

interface Change {
  saved: true;
  traits: Record<string, unknown>;
}

/** Another person has the address. Without proof of addresses (no mail transport) it has to be said. */
export function addressTaken(error: unknown, node?: string): Refusal {
  if (!(error instanceof StingError) || error.code !== 'address_taken') throw error;
  return refusal('address_taken', 4000007, node ? { node } : {});
}

/** Changing one's traits on the account page. `addressesVerified`: a new address counts as verified (no mail transport). */
export function createProfile({
  identities,
  addressesVerified,
}: {
  identities: Identities;
  addressesVerified: boolean;
}): SettingsStrategy<Change> {
  return {
    group: 'profile',

    async nodes({ identity }) {
      const { fields } = identities.schema(identity!.schemaId)!;
      return [
        ...traitNodes(fields, identity!.traits, { group: 'profile' }),
        submit('profile', 'method', 'profile', 1070003),
      ];
    },

    responsible: (body) => body['method'] === 'profile',

    // Names may be changed at leisure; the address is a way in.
    privileged({ flow, body }) {
      const result = identities.checkTraits(flow.identity!.schemaId, body['traits'] ?? {});
      if ('problems' in result) return false;
      const contact = (traits: Record<string, unknown>) => [traits['email'], traits['phone']];
      return !isDeepStrictEqual(contact(result.traits), contact(flow.identity!.traits));
    },

    async verify({ flow, body }): Promise<Change | Refusal> {
      const { schemaId } = flow.identity!;
      const result = identities.checkTraits(schemaId, body['traits'] ?? {});
      if ('problems' in result) return traitRefusal(result.problems, identities.schema(schemaId)!.fields);
      return { saved: true, traits: result.traits };
    },

    async commit(tx, { flow }, { traits }) {
      try {
        await identities.updateTraits(tx, flow.identity!.id, traits, addressesVerified);
      } catch (error) {
        return addressTaken(error);
      }
      return [{ type: 'profile.changed' }];
    },
  };
}
