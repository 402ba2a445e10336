import type { FastifyRequest } from 'fastify';
import { StingError } from '../kernel/errors.ts';

/**
 * Refuses an unsafe request that a cookie authenticated unless the browser says it comes from our own pages
 * (OWASP ASVS 5.0 3.5.1 and 3.5.3). Requests authenticated by a header carry their own proof of intent.
 */
export function requireSameOrigin(request: FastifyRequest, ownOrigin: string): void {
  if (!request.byCookie || request.method === 'GET' || request.method === 'HEAD') return;
  const { origin, 'sec-fetch-site': site, 'content-type': contentType = '' } = request.headers;
  const sameOrigin = origin === undefined ? site === 'same-origin' : origin === ownOrigin;
  const bodyless =
    request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined;
  const typed = /^(application\/json|multipart\/form-data)\b/i.test(contentType) || bodyless || contentType === '';
  if (!sameOrigin || isForeign(site) || !typed) throw crossSite();
}

/**
 * The same for `/sessions`, whose cookies other servers pass on for their visitors: those say nothing of an origin, so
 * only a request that names a foreign one is refused.
 */
export function refuseForeignOrigin(request: FastifyRequest, ownOrigin: string): void {
  if (!request.byCookie || request.method === 'GET' || request.method === 'HEAD') return;
  const { origin, 'sec-fetch-site': site } = request.headers;
  if ((origin !== undefined && origin !== ownOrigin) || isForeign(site)) throw crossSite();
}

const isForeign = (site: string | string[] | undefined) => site === 'cross-site' || site === 'same-site';

const crossSite = () =>
  new StingError({ code: 'cross_site_request', status: 403, message: 'This request did not come from this site.' });
