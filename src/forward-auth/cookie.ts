import { createSessionCookie, type SessionCookie } from '../sessions/sessions.ts';

export const forwardCookieName = '__Secure-sting_forward';

/** The cookie that every host of the domain is sent, and its proxy takes out. With the prefix only https can set it. */
export function createForwardCookie(domain: string): SessionCookie {
  return createSessionCookie({ https: true, configured: { name: forwardCookieName, domain, sameSite: 'lax' } });
}

/** A Cookie header without the cookies of these names; empty when no other is left. */
export function withoutCookies(header: string | undefined, names: readonly string[]): string {
  return (header ?? '')
    .split(/;[ \t]*/)
    .filter((pair) => pair !== '' && !names.some((name) => pair.trimStart().startsWith(`${name}=`)))
    .join('; ');
}
