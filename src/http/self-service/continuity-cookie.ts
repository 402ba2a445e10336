import { parseCookie, stringifySetCookie } from 'cookie';

const name = 'ory_kratos_continuity';

/** The cookie that holds the key of a parked submission (contract 8.1). It ends with the flow that it belongs to. */
export function continuityCookie({ https }: { https: boolean }) {
  const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure: https } as const;
  return {
    read: (header: string | undefined): string | null => parseCookie(header ?? '')[name] ?? null,
    set: (token: string, maxAgeSeconds: number) =>
      stringifySetCookie({ name, value: token, ...attributes, maxAge: maxAgeSeconds }),
    clear: () => stringifySetCookie({ name, value: '', ...attributes, maxAge: 0 }),
  };
}
