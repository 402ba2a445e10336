/** One request to the API. `answer` never holds a value: it carries the type of the body that comes back. */
export interface Call<Answer = unknown> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with query, from the root of the origin. */
  path: string;
  body?: unknown;
  /** The operation, where method and path stand for more than one. */
  operation?: string;
  readonly answer?: Answer;
}

/** Builds `path?query` from the values that are neither undefined nor empty. */
export function withQuery(path: string, values: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  return query.size === 0 ? path : `${path}?${query}`;
}
