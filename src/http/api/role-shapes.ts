import { type Static, Type } from 'typebox';
import { label, nullable, Requirement, strict, Verb } from './shapes.ts';

/** The bodies of roles: those of STING and those that are made here. */
export const Role = Type.Object({
  name: Type.String(),
  title: Type.String(),
  sentence: Type.String(),
  /** Whether it was made here. */
  custom: Type.Boolean(),
  /** What it was given then; what it comes to, with what everybody may do and what is forbidden, stands beside it. */
  definition: nullable(Type.Object({ permissions: Type.Array(Type.String()), public_jars: Type.Array(Verb) })),
  /** What it may do on the installation: actions of the policies. */
  permissions: Type.Array(Type.String()),
  /** What it may do on public jars: no role opens another one. */
  public_jars: Type.Array(Type.String()),
  /** Whether the caller may give it. */
  grantable: Type.Boolean(),
});
export const RoleList = Type.Object({ permissions: Type.Array(Type.String()), roles: Type.Array(Role) });

const made = {
  title: Type.String({ minLength: 1, maxLength: 60, pattern: label }),
  sentence: Type.String({ minLength: 1, maxLength: 200, pattern: label }),
  permissions: Type.Array(Type.String({ maxLength: 80 }), { maxItems: 100, uniqueItems: true }),
  public_jars: Type.Array(Verb, { uniqueItems: true }),
};
export const NewRole = Type.Object({ name: Type.String({ pattern: '^[a-z][a-z0-9_]{1,39}$' }), ...made }, strict);
export const RoleChange = Type.Partial(Type.Object(made, strict), { ...strict, minProperties: 1 });

/** What somebody may do on the installation, and by what. */
export const PermissionList = Type.Object({
  permissions: Type.Array(
    Type.Object({
      permission: Type.String(),
      /** Those of their roles that are each enough for it; none where something else gives it. */
      roles: Type.Array(Type.String()),
      policies: Type.Array(Type.Object({ id: Type.String(), sentence: Type.String() })),
      /** What has to be proven for the least of the operations that want it; null where nothing has. */
      needs: nullable(Requirement),
    }),
  ),
});

export type Role = Static<typeof Role>;
export type RoleList = Static<typeof RoleList>;
