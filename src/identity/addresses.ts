import { extensionKeyword } from './extension.ts';
import { canonicalAddress } from './formats.ts';
import type { IdentitySchema } from './schemas.ts';
import { valueAt } from './trait.ts';

/** An address as the traits and their schema say it. */
export interface DeclaredAddress {
  /** The trait that holds it: `email`, `contact.phone`. */
  path: string;
  via: 'email' | 'sms';
  value: string;
  /** The schema asks for its verification. */
  verifiable: boolean;
  /** The schema allows recovery by it. */
  recovery: boolean;
  /** A code to sign in may go to it. */
  code: boolean;
}

/** The addresses among these traits: whatever is used for verification, recovery or sign-in by code. Each only once. */
export function declaredAddresses({ traits }: IdentitySchema, values: Record<string, unknown>): DeclaredAddress[] {
  const found = new Map<string, DeclaredAddress>();
  for (const { path, property } of traits) {
    const { verification, recovery, credentials } = property[extensionKeyword] ?? {};
    const text = valueAt(values, path);
    if (!(verification || recovery || credentials?.code?.identifier) || typeof text !== 'string') continue;
    const address = canonicalAddress(text);
    if (!address) continue;
    const known = found.get(address.value);
    const { identifier = false, via = address.via } = credentials?.code ?? {};
    found.set(address.value, {
      ...address,
      path: known?.path ?? path.join('.'),
      verifiable: verification !== undefined || (known?.verifiable ?? false),
      recovery: recovery !== undefined || (known?.recovery ?? false),
      code: (identifier && via === address.via) || (known?.code ?? false),
    });
  }
  return [...found.values()];
}
