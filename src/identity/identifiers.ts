import { type Extension, extensionKeyword } from './extension.ts';
import { canonicalAddress } from './formats.ts';
import type { IdentifierType } from './identity.ts';
import type { IdentitySchema } from './schemas.ts';
import { valueAt } from './trait.ts';

/** Whether a trait is what a person types to sign in by this method. */
const flags: Record<IdentifierType, (extension: Extension) => boolean | undefined> = {
  password: ({ credentials }) => credentials?.password?.identifier,
  webauthn: ({ credentials }) => credentials?.webauthn?.identifier,
  code: ({ credentials }) => credentials?.code?.identifier,
};

/**
 * The one spelling of a sign-in name: an address as addresses are written, any other name trimmed, in lower case and
 * without the width, ligatures and invisible characters by which it could look like another one (RFC 8265 §3.3, with
 * NFKC for its width mapping). `` when nothing is left.
 */
export function canonicalIdentifier(raw: string): string {
  const address = canonicalAddress(raw);
  if (address) return address.value;
  const visible = raw.replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu, '');
  return visible.normalize('NFKC').toLowerCase().normalize('NFKC').trim();
}

/** What these traits make a person known by for one method, each once, in schema order. */
export function identifiersOf(
  { traits }: Pick<IdentitySchema, 'traits'>,
  values: Record<string, unknown>,
  type: IdentifierType,
): string[] {
  const texts = traits
    .filter(({ property }) => flags[type](property[extensionKeyword] ?? {}))
    .map(({ path }) => valueAt(values, path))
    .filter((value) => typeof value === 'string')
    .map(canonicalIdentifier);
  return [...new Set(texts)].filter((text) => text !== '');
}
