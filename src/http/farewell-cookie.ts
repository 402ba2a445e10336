import { parseCookie, stringifySetCookie } from 'cookie';

const name = 'sting_farewell';
/** The next page, and no later one. */
const lifetimeSeconds = 30;

/** Lets the sign-in page say, once, that somebody has just signed out. It says nothing of whom. */
export function farewellCookie({ https }: { https: boolean }) {
  const attributes = { path: '/login', httpOnly: true, sameSite: 'lax', secure: https } as const;
  return {
    read: (header: string | undefined): boolean => parseCookie(header ?? '')[name] !== undefined,
    set: () => stringifySetCookie({ name, value: '1', ...attributes, maxAge: lifetimeSeconds }),
    clear: () => stringifySetCookie({ name, value: '', ...attributes, maxAge: 0 }),
  };
}
