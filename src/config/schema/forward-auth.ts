import { parse } from 'tldts';
import { isHost } from '../hosts.ts';
import { atStart, optional, required } from '../key.ts';
import { duration, flag, type Kind, listOf, oneOf, problem, text } from '../kinds.ts';
import { may, must, record } from '../record.ts';

/** `wiki.example.org`, `wiki.example.org:8443`, `*.apps.example.org`: the star stands for one label, as in certificates. */
const host: Kind<string> = text(
  'a host such as wiki.example.org or *.apps.example.org, in lower case, with its port if that is not 443',
  (value) => {
    const [, name = '', port] = /^(?:\*\.)?([^:]+)(?::(\d{1,5}))?$/.exec(value) ?? [];
    const fits = port === undefined || (Number(port) >= 1 && Number(port) <= 65535 && Number(port) !== 443);
    return fits && isHost(name) && name === name.toLowerCase() && !/^[\d.]+$/.test(name);
  },
);

const plainPath = text(
  'a path such as /admin, without %, ;, * and double slashes; it stands for itself and all below it',
  (value) => /^\/[\w\-.~!$&'()+,=:@/]*$/.test(value) && !value.includes('//') && !/\.(?:\/|$)/.test(value),
);

/** `/admin/` is `/admin`. */
const path: Kind<string> = {
  ...plainPath,
  read: (raw, place) => {
    const result = plainPath.read(raw, place);
    return 'value' in result ? { value: result.value.replace(/(?<=.)\/$/, '') } : result;
  },
};

const name = text('a name', (value) => /^[\w.-]{1,100}$/.test(value));

/** A list that means something: an empty one would fit nothing, or everything, and nobody could tell which was meant. */
function some<T>(item: Kind<T>): Kind<T[]> {
  const list = listOf(item);
  return {
    ...list,
    read: (raw, place) => {
      const result = list.read(raw, place);
      return 'value' in result && result.value.length === 0 ? problem('is empty; name at least one') : result;
    },
  };
}

const members = record({
  hosts: must(some(host), 'a rule is about the hosts that it names'),
  paths: may(some(path), null),
  deny: may(flag(), null),
  level: may(oneOf('aal1', 'aal2', 'aal3'), null),
  phishing_resistant: may(flag(), null),
  user_verified: may(flag(), null),
  max_age: may(duration('10s', '30d'), null),
  roles: may(some(name), null),
  teams: may(some(name), null),
});

type Read = typeof members extends Kind<infer T> ? T : never;

/** What is asked of whoever reaches these hosts and paths. Absent members ask for nothing; somebody is always signed in. */
export type ForwardAuthRule = Read;

const asks = ['level', 'phishing_resistant', 'user_verified', 'max_age', 'roles', 'teams'] as const;

const rule: Kind<ForwardAuthRule> = {
  ...members,
  type: 'rule',
  read: (raw, place) => {
    const result = members.read(raw, place);
    if ('problem' in result || result.value.deny !== true) return result;
    const idle = asks.find((member) => result.value[member] !== null);
    return idle === undefined
      ? result
      : { at: `.${idle}`, problem: 'asks for something where deny: true lets nobody in' };
  },
};

const ownDomain = text('a domain of your own, such as example.org', (value) => {
  const { isIp, domain } = parse(value, { allowPrivateDomains: true });
  return isHost(value) && value === value.toLowerCase() && !isIp && domain !== null;
});

/** Applications behind a proxy that asks STING about each request. */
export const forwardAuthKeys = {
  ...atStart({
    'forward_auth.domain': optional(
      ownDomain,
      'Domain that STING and the applications behind the proxy share; the cookie `__Secure-sting_forward` is sent to all of it.',
    ),
    'forward_auth.proxy': required(
      oneOf('nginx', 'traefik', 'caddy', 'envoy'),
      'nginx',
      'The proxy that asks `/auth/verify`: it decides in which headers the original request is told, and no others are read.',
    ),
  }),
  'forward_auth.rules': required(
    listOf(rule),
    [] as ForwardAuthRule[],
    'What the applications ask of people, by host and path; the first rule that fits decides, and what fits none is refused.',
  ),
};
