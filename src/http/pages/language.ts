import { stringifySetCookie } from 'cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Language, languages, type Pages, type Screens } from '../../pages/pages.ts';
import { isToken } from '../strict-query.ts';

const cookieName = 'sting_lang';
const cookieLifetimeSeconds = 365 * 86_400;

const spoken = (tag: string): Language | undefined => languages.find((language) => language === tag);

/** The language that a person chose in this browser. */
function chosen(cookies = ''): Language | undefined {
  const [, tag = ''] = new RegExp(`(?:^|; ?)${cookieName}=(\\w+)`).exec(cookies) ?? [];
  return spoken(tag);
}

/**
 * The language of ours that an Accept-Language header likes best (RFC 9110 §12.5.4): by weight, then by its order. A
 * region does not matter, `*` is our first language, a weight of 0 refuses.
 */
export function preferred(header = ''): Language | undefined {
  const ranges = header.split(',', 32).map((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { tag: tag.split('-')[0]!, weight: weight === undefined ? 1 : Number(weight) };
  });
  const [best] = ranges
    .map(({ tag, weight }) => ({ language: tag === '*' ? languages[0] : spoken(tag), weight }))
    .filter(({ language, weight }) => language !== undefined && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return best?.language;
}

/** The language of whoever asks: the one they chose, else the one their browser asks for. */
export function languageOf({ headers }: FastifyRequest): Language {
  return chosen(headers.cookie) ?? preferred(headers['accept-language']) ?? languages[0]!;
}

/** The pages in the language of whoever asks; `at` where the page is to be found, if not at the address of the request. */
export function screensFor(
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  at?: { path: string; query: string },
): Screens {
  const { url } = request;
  reply.header('vary', 'Accept-Language, Cookie');
  const language = languageOf(request);
  if (at) return pages.for({ language, ...at });
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  // A token that does not work is not written into the page that says so.
  for (const [name, value] of [...query]) {
    if (name === 'setup' || name === 'invitation' || isToken(value)) query.delete(name);
  }
  return pages.for({ language, query: String(query) });
}

/** `?lang=de` on any page chooses its language for this browser, and comes back to the page without it. */
export function languageSwitch(server: FastifyInstance, { base, https }: { base: string; https: boolean }): void {
  server.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' || !(request.routeOptions.config?.contract === 'page' || request.is404)) return;
    const [path, query = ''] = request.url.split('?');
    const parameters = new URLSearchParams(query);
    const language = spoken(parameters.get('lang') ?? '');
    if (language === undefined) return;
    parameters.delete('lang');
    reply.header(
      'set-cookie',
      stringifySetCookie({
        name: cookieName,
        value: language,
        path: '/',
        maxAge: cookieLifetimeSeconds,
        httpOnly: true,
        sameSite: 'lax',
        secure: https,
      }),
    );
    // From our own address on: a path such as `//example.org` alone would lead elsewhere.
    return reply.redirect(`${base}${path}${parameters.size > 0 ? `?${parameters}` : ''}`, 303);
  });
}
