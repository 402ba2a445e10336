const secretParameters = ['setup', 'invitation', 'token', 'code'];

/** A URL as it may be stored and logged: one-time secrets of the query are left out. */
export function withoutSecrets(url: string): string {
  if (!url.includes('?')) return url;
  const [path, query] = [url.slice(0, url.indexOf('?')), new URLSearchParams(url.slice(url.indexOf('?') + 1))];
  for (const name of secretParameters) query.delete(name);
  return query.size === 0 ? path : `${path}?${query}`;
}
