/** What is another value after than before; a request never repeats what stays. */
export function differing<Values extends object>(before: Values, after: Values): Partial<Values> {
  const names = Object.keys(after) as (keyof Values)[];
  const other = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(other.map((name) => [name, after[name]])) as Partial<Values>;
}
