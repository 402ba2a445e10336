import { isDeepStrictEqual } from 'node:util';
import { type Address, type Identities, withAddress } from '../../identity/identity.ts';
import { StingError } from '../../kernel/errors.ts';
import { blockedNumber, type Refusal, refusal, type SettingsChange, type SettingsStrategy } from '../strategy.ts';
import { submit } from '../ui.ts';
import { traitNodes, traitRefusal } from './trait-nodes.ts';

export { formTraits, traitNodes, traitRefusal } from './trait-nodes.ts';

interface Change extends SettingsChange {
  traits: Record<string, unknown>;
}

interface ProfileDependencies {
  identities: Identities;
  /** A new address counts as verified (no mail transport). */
  addressesVerified: boolean;
  /** Whether a message reaches whoever has such an address, so that a new one has to be confirmed before it counts. */
  confirms(via: Address['via']): boolean;
  /** Whether no text message goes to this number. */
  blocked(number: string): boolean;
}

/** Another person has the address. Without proof of addresses (no mail transport) it has to be said. */
export function addressTaken(error: unknown, node?: string): Refusal {
  if (!(error instanceof StingError) || error.code !== 'address_taken') throw error;
  return refusal('address_taken', 4000007, node ? { node } : {});
}

/** Changing one's traits on the account page. */
export function createProfile({
  identities,
  addressesVerified,
  confirms,
  blocked,
}: ProfileDependencies): SettingsStrategy<Change> {
  const addressesOf = (schemaId: string, traits: Record<string, unknown>) => {
    const found = identities.declaredAddresses(schemaId, traits).map(({ path, value }) => [path, value] as const);
    return new Map(found);
  };

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

    // Names may be changed at leisure; an address is a way in.
    privileged({ flow, body }) {
      const { schemaId, traits } = flow.identity!;
      const result = identities.checkOwnTraits(schemaId, body['traits'] ?? {}, traits);
      if ('problems' in result) return false;
      return !isDeepStrictEqual(addressesOf(schemaId, result.traits), addressesOf(schemaId, traits));
    },

    adds({ flow, body }) {
      const { schemaId, traits } = flow.identity!;
      const result = identities.checkOwnTraits(schemaId, body['traits'] ?? {}, traits);
      if ('problems' in result) return false;
      const known = new Set(addressesOf(schemaId, traits).values());
      return [...addressesOf(schemaId, result.traits).values()].some((value) => !known.has(value));
    },

    async verify({ flow, body }): Promise<Change | Refusal> {
      const { schemaId, traits: current } = flow.identity!;
      const result = identities.checkOwnTraits(schemaId, body['traits'] ?? {}, current);
      if ('problems' in result) return traitRefusal(result.problems, identities.schema(schemaId)!.fields);
      const before = addressesOf(schemaId, current);
      const known = new Set(before.values());
      const fresh = identities.declaredAddresses(schemaId, result.traits).filter(({ value }) => !known.has(value));
      const refused = fresh.find(({ value }) => blocked(value));
      if (refused) return blockedNumber(`traits.${refused.path}`);
      const waiting = fresh.filter(({ via, verifiable }) => verifiable && confirms(via));
      if (waiting.length > 1) return refusal('two_addresses', 4050002);
      const [added] = waiting;
      if (!added) return { saved: true, traits: result.traits };
      const { path, value: address, via } = added;
      const from = before.get(path) ?? null;
      // Everything else is saved now; the new address takes effect with its code.
      const traits = withAddress(result.traits, { path, from: address, address: from })!;
      return { saved: true, traits, addressChange: { path, from, address, via } };
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
