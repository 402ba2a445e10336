import type { IdentityChange } from '../hooks/hooks.ts';
import type { AddressStatus, Identities, Identity, OperatorData } from '../identity/identity.ts';
import { traitRefusal } from '../methods/profile/profile.ts';
import type { Refusal } from '../methods/strategy.ts';

/** What an identity becomes by what web hooks asked for: as the operator would set it. */
export interface HookValues extends OperatorData {
  schemaId: string;
  traits: Record<string, unknown>;
  addresses: AddressStatus[];
}

type Current = Pick<Identity, 'schemaId' | 'traits' | 'state' | 'metadataPublic' | 'metadataAdmin' | 'externalId'>;

/** The values that `change` leads to; a refusal when its traits do not fit the schema. */
export function hookValues(identities: Identities, current: Current, change: IdentityChange): HookValues | Refusal {
  const schemaId = change.schema_id ?? current.schemaId;
  const checked = identities.checkTraits(schemaId, change.traits ?? current.traits);
  if ('problems' in checked) return traitRefusal(checked.problems, identities.schema(schemaId)!.fields);
  const given = <T>(value: T | undefined, otherwise: T): T => (value === undefined ? otherwise : value);
  return {
    schemaId,
    traits: checked.traits,
    state: change.state ?? current.state,
    metadataPublic: given<unknown>(change.metadata_public, current.metadataPublic),
    metadataAdmin: given<unknown>(change.metadata_admin, current.metadataAdmin),
    externalId: given(change.external_id, current.externalId),
    addresses: (change.verifiable_addresses ?? []).map(({ value, verified }) => ({ value, verified })),
  };
}

/** Somebody who registers, of whom nothing is known but their traits. */
export const unknownPerson = (schemaId: string, traits: Record<string, unknown>): Current => ({
  schemaId,
  traits,
  metadataPublic: null,
  metadataAdmin: null,
  externalId: null,
  state: 'active',
});
