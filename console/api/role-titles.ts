import { useQuery } from '@tanstack/react-query';
import { rolesQuery } from './people.ts';

/** How roles are called on the screen, those that were made here too; until that is known, by their names. */
export function useRoleTitles(): (role: string) => string {
  const { data } = useQuery(rolesQuery);
  return (role) => data?.roles.find(({ name }) => name === role)?.title ?? inWords(role);
}

/** `security_officer` is “Security officer”. */
const inWords = (name: string) => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll('_', ' ');
