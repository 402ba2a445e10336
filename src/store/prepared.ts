import type { Compilable, CompiledQuery } from 'kysely';
import type { Reader } from './store.ts';

/**
 * A query for a hot path: built and compiled at its first use, afterwards only its values are bound. `build` has to use
 * each value exactly once, in the order given, and nothing else as a parameter. One instance belongs to one store,
 * because the text of a query differs from database to database.
 */
export function prepared<Row, Values extends unknown[]>(
  build: (db: Reader, ...values: Values) => Compilable<Row>,
): (db: Reader, ...values: Values) => Promise<Row[]> {
  let compiled: CompiledQuery<Row> | undefined;
  return async (db, ...values) => {
    compiled ??= compile(build(db, ...values), values);
    return (await db.executeQuery<Row>({ ...compiled, parameters: values })).rows;
  };
}

function compile<Row>(query: Compilable<Row>, values: unknown[]): CompiledQuery<Row> {
  const compiled = query.compile();
  const fits = compiled.parameters.length === values.length && values.every((v, i) => v === compiled.parameters[i]);
  if (!fits) throw new TypeError(`A prepared query must bind exactly the values given to it: ${compiled.sql}`);
  return compiled;
}
