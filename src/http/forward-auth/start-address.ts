import { targetOf } from '../../forward-auth/forward-auth.ts';
import type { Application } from '../application.ts';

type Parts = Pick<Application, 'config' | 'forwardAuth'>;

export const startPath = '/auth/start';
/** Twice encoded in the address of a login, an address still has to fit there. */
const longestStart = 1200;

/** Where somebody signs in, or proves more, and comes back from to an application. */
export function startAddress({ config }: Parts, href: string): string {
  const start = (to: string) => `${config['serve.public.base_url']}${startPath}?rd=${encodeURIComponent(to)}`;
  const whole = start(href);
  return encodeURIComponent(whole).length <= longestStart ? whole : start(`${new URL(href).origin}/`);
}

/** The origin of the application that an address of ours leads on to; null for any other address. */
export function applicationOf({ config, forwardAuth }: Parts, address: string): string | null {
  if (!address.startsWith(`${config['serve.public.base_url']}${startPath}?`)) return null;
  const target = targetOf(new URL(address).searchParams.get('rd') ?? '');
  return target !== null && forwardAuth.knows(target) ? new URL(target.href).origin : null;
}
