import type { ForwardAuthRule } from './schema/forward-auth.ts';
import type { Config } from './schema.ts';

/** What is wrong with the rules of forward-auth together, or with them and STING's own address: one sentence each. */
export function checkForwardAuth(config: Config): string[] {
  const { 'forward_auth.rules': rules, 'forward_auth.domain': domain } = config;
  const base = new URL(config['serve.public.base_url']);
  if (domain === undefined) {
    return rules.length === 0
      ? []
      : [
          'forward_auth.domain: is missing; forward_auth.rules need the domain that STING shares with the applications.',
        ];
  }
  const problems: string[] = [];
  if (base.protocol !== 'https:') {
    problems.push('forward_auth.domain: needs https in serve.public.base_url; browsers drop the cookie elsewhere.');
  }
  if (!isWithin(base.hostname, domain)) {
    problems.push('forward_auth.domain: must be the host of serve.public.base_url or a parent of it.');
  }
  for (const [index, { hosts }] of rules.entries()) {
    const at = `forward_auth.rules[${index}]`;
    for (const host of hosts) {
      if (!isWithin(nameOf(host), domain)) {
        problems.push(`${at}.hosts: “${host}” is not below forward_auth.domain, so its visitors bring no cookie.`);
      }
      if (covers(host, base.hostname)) {
        problems.push(`${at}.hosts: “${host}” is STING itself, which nobody could reach to sign in any more.`);
      }
    }
    const before = rules.findIndex((other, position) => position < index && takesAll(other, rules[index]!));
    if (before !== -1) {
      problems.push(
        `${at}: is never reached: forward_auth.rules[${before}] takes all that it names. Put it before that one.`,
      );
    }
  }
  return problems;
}

const isWithin = (host: string, domain: string) => host === domain || host.endsWith(`.${domain}`);

/** The name that a pattern ends in. */
const nameOf = (host: string) => host.replace(/^\*\./, '').replace(/:\d+$/, '');

/** Whether a pattern names this host, whatever the port is. */
function covers(pattern: string, name: string): boolean {
  if (!pattern.startsWith('*.')) return nameOf(pattern) === name;
  return name.endsWith(`.${nameOf(pattern)}`) && !name.slice(0, -nameOf(pattern).length - 1).includes('.');
}

/** Whether nothing is left for the later rule. */
function takesAll(earlier: ForwardAuthRule, later: ForwardAuthRule): boolean {
  const port = (host: string) => /:\d+$/.exec(host)?.[0];
  const hostTaken = (host: string) =>
    earlier.hosts.some(
      (one) => one === host || (!host.startsWith('*.') && port(one) === port(host) && covers(one, nameOf(host))),
    );
  const pathTaken = (path: string) =>
    earlier.paths === null || earlier.paths.some((one) => one === '/' || path === one || path.startsWith(`${one}/`));
  return later.hosts.every(hostTaken) && (later.paths ?? ['/']).every(pathTaken);
}
