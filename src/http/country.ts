import type { FastifyRequest } from 'fastify';
import type { Config } from '../config/config.ts';
import { peersIn } from './peers.ts';

/** The country of a request, as `Origin` has it. */
export type CountryOf = (request: FastifyRequest) => string | undefined;

/** ISO 3166-1 keeps it for whoever has no country; proxies say it where they do not know. */
const unknown = 'XX';

/** By the header that a trusted proxy sets. From anybody else it says nothing: whoever sends it could be anywhere. */
export function countryBy(config: Pick<Config, 'serve.country_header' | 'serve.trusted_proxies'>): CountryOf {
  const header = config['serve.country_header']?.toLowerCase();
  if (header === undefined) return () => undefined;
  const isTrusted = peersIn(config['serve.trusted_proxies']);
  return ({ headers, socket }) => {
    const given = isTrusted(socket.remoteAddress) ? headers[header] : undefined;
    const country = typeof given === 'string' && /^[a-z]{2}$/i.test(given) ? given.toUpperCase() : unknown;
    return country === unknown ? undefined : country;
  };
}
