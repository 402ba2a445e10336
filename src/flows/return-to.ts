import { flowError } from './errors.ts';

/**
 * The absolute URL to return to after a flow, or null when none was asked for. Allowed are our own origin and the listed
 * URLs: the same origin exactly and the same path or one below it. Throws `self_service_flow_return_to_forbidden`.
 */
export function checkedReturnTo(
  asked: string | undefined,
  { base, allowed, fallback }: { base: string; allowed: readonly string[]; fallback: string },
): string | null {
  if (asked === undefined || asked === '') return null;
  // Browsers read a backslash as a slash and drop control characters; what needs such reading is not meant well.
  const suspicious = [...asked].some((character) => character === '\\' || character <= ' ' || character === '\u007f');
  const target = suspicious ? null : URL.parse(asked, fallback);
  if (!target || target.username || target.password || !/^https?:$/.test(target.protocol)) {
    throw flowError('self_service_flow_return_to_forbidden');
  }
  const within = (candidate: string) => {
    const { origin, pathname } = new URL(candidate);
    const path = pathname.replace(/\/+$/, '');
    return target.origin === origin && (target.pathname === path || target.pathname.startsWith(`${path}/`));
  };
  if (target.origin !== new URL(base).origin && !allowed.some(within)) {
    throw flowError('self_service_flow_return_to_forbidden');
  }
  return target.href;
}
