import type { Role } from '../../src/http/api/role-shapes.ts';
import type { Call } from './call.ts';

const base = '/api/roles';

/** What a role that is made here is. */
export interface RoleValues {
  title: string;
  sentence: string;
  permissions: string[];
  /** Verbs. */
  public_jars: string[];
}

export const defineRole = (body: RoleValues & { name: string }): Call<Role> => ({ method: 'POST', path: base, body });
export const changeRole = (name: string, body: Partial<RoleValues>): Call<Role> => ({
  method: 'PATCH',
  path: `${base}/${name}`,
  body,
});
export const deleteRole = (name: string): Call => ({ method: 'DELETE', path: `${base}/${name}` });
