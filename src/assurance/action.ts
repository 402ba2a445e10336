import canonicalize from 'canonicalize';
import { digest } from '../kernel/secrets.ts';

/** What a step-up is for: exactly one operation on one resource with these parameters. */
export interface Action {
  operation: string;
  /** `jar:<id>`, or null for operations on the installation or the person's own account. */
  resource: string | null;
  /** The route's validated path, query and body values. */
  parameters: Record<string, unknown>;
}

/** One string for one action: SHA-256 over RFC 8785 canonical JSON. */
export function fingerprint({ operation, resource, parameters }: Action): string {
  return digest(canonicalize({ operation, resource, parameters })!);
}
