import { queryOptions } from '@tanstack/react-query';
import type { Operation } from '../../src/http/api/shapes.ts';
import { api } from './api.ts';
import type { Call } from './call.ts';

/** The table of operations. It changes with the version of STING only. */
export const operationsQuery = queryOptions({
  queryKey: ['operations'],
  queryFn: () => api.send<{ operations: Operation[] }>({ method: 'GET', path: '/api/operations' }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The operation that a call performs: the row whose name, or whose method and path template (`:id` or `{id}`), fits. */
export function operationOf(
  operations: readonly Operation[],
  call: Pick<Call, 'method' | 'path' | 'operation'>,
): Operation | undefined {
  if (call.operation) return operations.find(({ operation }) => operation === call.operation);
  const wanted = segments(call.path);
  return operations.find(
    ({ method, path }) =>
      method === call.method &&
      segments(path).length === wanted.length &&
      segments(path).every((part, index) => /^[:{]/.test(part) || part === wanted[index]),
  );
}

function segments(path: string): string[] {
  return path.split('?', 1)[0]!.split('/').filter(Boolean);
}

/**
 * What a protected action will ask for, before it is pressed; null if nothing beyond being signed in. A proof that may
 * be some minutes old asks only if it is older.
 */
export function proofHint({ requirement }: Pick<Operation, 'requirement'>): string | null {
  if (requirement.action_bound) return 'asks for your passkey';
  if (requirement.max_age_seconds !== undefined) return 'may ask for your passkey';
  return null;
}
