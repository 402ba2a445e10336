import { type SetCookie, stringifySetCookie } from 'cookie';

/** Kratos's cookie keys, as far as they are configured. */
export interface SessionCookieConfiguration {
  name?: string | undefined;
  domain?: string | undefined;
  path?: string | undefined;
  sameSite?: 'lax' | 'strict' | 'none' | undefined;
  /** False: the cookie ends with the browser. */
  persistent?: boolean | undefined;
}

export interface SessionCookie {
  readonly name: string;
  /** The Set-Cookie header of this token. */
  serialize(token: string, maxAgeSeconds: number): string;
  /** The Set-Cookie header that removes it. */
  clear(): string;
  /**
   * The token of a Cookie header; null without one. `ambiguous` when there are two such cookies: one of them may have
   * been planted by a neighbouring host (RFC 6265 §8.6), and nothing tells which, so neither may be used.
   */
  read(header: string | undefined): string | null | 'ambiguous';
}

/**
 * The one owner of the session cookie. On https its name has the prefix `__Host-` (RFC 6265bis §4.1.3.2), so that no
 * other host can set it; a configured name, domain, path or same-site value is taken verbatim instead. Throws when the
 * configuration makes a cookie that browsers refuse.
 */
export function createSessionCookie({
  https,
  configured = {},
}: {
  https: boolean;
  configured?: SessionCookieConfiguration;
}): SessionCookie {
  const { domain, path = '/', sameSite = 'lax', persistent = true } = configured;
  const verbatim = [configured.name, domain, configured.path, configured.sameSite].some((key) => key !== undefined);
  const name = configured.name ?? (https && !verbatim ? '__Host-ory_kratos_session' : 'ory_kratos_session');
  if (name.startsWith('__Host-') && !(https && domain === undefined && path === '/')) {
    throw new Error(`session.cookie.name: "${name}" needs https, no domain and the path "/".`);
  }
  if (sameSite === 'none' && !https) throw new Error('session.cookie.same_site: "None" needs https.');

  const attributes: Omit<SetCookie, 'name' | 'value'> = {
    path,
    ...(domain === undefined ? {} : { domain }),
    httpOnly: true,
    secure: https,
    sameSite,
  };

  return {
    name,
    serialize: (value, maxAgeSeconds) =>
      stringifySetCookie({ name, value, ...attributes, ...(persistent ? { maxAge: maxAgeSeconds } : {}) }),
    clear: () => stringifySetCookie({ name, value: '', ...attributes, maxAge: 0 }),
    // By hand: a parser into an object would hide the second cookie of the name. Only space and tab are skipped: whoever
    // trims more (U+00A0, for one) takes a cookie that a neighbour could set for the one with the prefix.
    read(header = '') {
      const values = header
        .split(/;[ \t]*/)
        .filter((pair) => pair.startsWith(`${name}=`))
        .map((pair) => pair.slice(name.length + 1));
      if (values.length > 1) return 'ambiguous';
      return values[0] || null;
    },
  };
}
