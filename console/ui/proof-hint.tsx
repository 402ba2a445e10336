import { useQuery } from '@tanstack/react-query';
import type { Operation } from '../../src/http/api/shapes.ts';
import type { Call } from '../api/call.ts';
import { operationOf, operationsQuery, proofHint } from '../api/operations.ts';
import { Badge } from './badge.tsx';
import { Icon } from './icons.tsx';

/** The row of `GET /api/operations` that a call performs, once the table is here. */
export function useOperation(call: Call): Operation | undefined {
  const { data } = useQuery(operationsQuery);
  return data && operationOf(data.operations, call);
}

/** Says before a protected action is pressed what it will ask for. */
export function ProofHint({ call }: { call: Call }) {
  const operation = useOperation(call);
  const hint = operation && proofHint(operation);
  if (!hint) return null;
  return (
    <Badge tone="accent">
      <Icon name="key" className="size-3.5" />
      {hint}
    </Badge>
  );
}
