import { OperatorError, StingError } from '../kernel/errors.ts';
import { declaredAddresses } from './addresses.ts';
import { type Extension, extensionKeyword } from './extension.ts';
import { identifiersOf } from './identifiers.ts';
import type { Identities } from './identity.ts';
import { checkOwn } from './own-traits.ts';
import { compileSchema, flaggedText, type IdentitySchema, type SchemaSource } from './schemas.ts';

/** The identity schemas of an installation. */
export interface SchemaSet {
  readonly defaultSchemaId: string;
  readonly all: ReadonlyMap<string, IdentitySchema>;
  /** Throws `unknown_schema` (400). */
  of(id: string): IdentitySchema;
}

/** Throws OperatorError when one is not usable, two have one id, or the default one is not among them. */
export function createSchemaSet(sources: readonly SchemaSource[], defaultSchemaId = sources[0]?.id ?? ''): SchemaSet {
  const all = new Map<string, IdentitySchema>();
  for (const source of sources) {
    if (all.has(source.id)) throw new OperatorError(`Identity schema "${source.id}" is configured twice.`);
    all.set(source.id, compileSchema(source));
  }
  if (!all.has(defaultSchemaId)) throw new OperatorError(`Identity schema "${defaultSchemaId}" is not configured.`);
  return {
    defaultSchemaId,
    all,
    of(id) {
      const known = all.get(id);
      if (known) return known;
      throw new StingError({ code: 'unknown_schema', status: 400, message: 'This identity schema does not exist.' });
    },
  };
}

type SchemaFunctions = Pick<
  Identities,
  | 'schema'
  | 'schemas'
  | 'schemaIds'
  | 'defaultSchemaId'
  | 'checkTraits'
  | 'checkOwnTraits'
  | 'displayName'
  | 'passwordIdentifiers'
  | 'webauthnIdentifiers'
  | 'totpAccountName'
  | 'codeAddresses'
  | 'codeChannels'
  | 'displayNameFields'
  | 'declaredAddresses'
  | 'identifierTitles'
>;

/** The part of `Identities` that a schema alone decides. */
export function schemaFunctions({ defaultSchemaId, all, of }: SchemaSet): SchemaFunctions {
  return {
    defaultSchemaId,
    schemaIds: () => [...all.keys()],
    schemas: () =>
      Array.from(all.values(), ({ id, json, selfserviceSelectable = false }) => ({ id, json, selfserviceSelectable })),
    schema: (id) => {
      const known = all.get(id);
      return known ? { id, json: known.json, fields: known.fields } : null;
    },
    checkTraits: (schemaId, traits) => of(schemaId).check(traits),
    checkOwnTraits: (schemaId, traits, current) => checkOwn(of(schemaId), traits, current),
    displayName: (schemaId, traits, fallback = '') =>
      flaggedText(of(schemaId), traits, ({ credentials }) => credentials?.passkey?.display_name) ??
      flaggedText(of(schemaId), traits, ({ credentials }) => credentials?.webauthn?.identifier) ??
      fallback,
    passwordIdentifiers: (schemaId, traits) => identifiersOf(of(schemaId), traits, 'password'),
    webauthnIdentifiers: (schemaId, traits) => identifiersOf(of(schemaId), traits, 'webauthn'),
    totpAccountName: (schemaId, traits) =>
      flaggedText(of(schemaId), traits, ({ credentials }) => credentials?.totp?.account_name),
    declaredAddresses: (schemaId, traits) => declaredAddresses(of(schemaId), traits),
    codeChannels: (schemaId) =>
      of(schemaId).traits.flatMap(({ property }) => {
        const { identifier, via = 'email' } = property[extensionKeyword]?.credentials?.code ?? {};
        return identifier ? [via] : [];
      }),
    displayNameFields: (schemaId) => {
      const named = (by: (credentials: NonNullable<Extension['credentials']>) => boolean | undefined) =>
        of(schemaId)
          .traits.filter(({ property }) => by(property[extensionKeyword]?.credentials ?? {}))
          .map(({ path }) => path.join('.'));
      return [...named(({ passkey }) => passkey?.display_name), ...named(({ webauthn }) => webauthn?.identifier)];
    },
    identifierTitles: (schemaId) =>
      of(schemaId).traits.flatMap(({ property }) => {
        const { password, webauthn, code } = property[extensionKeyword]?.credentials ?? {};
        const named = password?.identifier || webauthn?.identifier || code?.identifier;
        return named ? [property.title ?? ''] : [];
      }),
    codeAddresses: ({ schemaId, traits, addresses }) => {
      const declared = declaredAddresses(of(schemaId), traits).filter(({ code }) => code);
      return addresses.filter(({ value }) => declared.some((address) => address.value === value));
    },
  };
}
