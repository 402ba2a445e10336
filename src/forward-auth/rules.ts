import type { Requirement } from '../assurance/requirement.ts';
import { folded, type Target } from './target.ts';

/** What is asked of whoever reaches these hosts and paths. */
export interface Rule {
  /** `wiki.example.org`, `wiki.example.org:8443`, `*.apps.example.org`. */
  hosts: readonly string[];
  /** Each stands for itself and all below it; null for every path. */
  paths: readonly string[] | null;
  /** Nobody is let in. */
  deny: boolean;
  requirement: Requirement;
  /** One of these is needed; null asks for none. */
  roles: readonly string[] | null;
  /** Ids, in the same way. */
  teams: readonly string[] | null;
}

const hostFits = (pattern: string, host: string): boolean =>
  pattern.startsWith('*.')
    ? host.endsWith(pattern.slice(1)) &&
      !host.slice(0, 1 - pattern.length).includes('.') &&
      host.length >= pattern.length
    : host === pattern;

const isWithin = (path: string, parent: string): boolean =>
  parent === '/' || path === parent || path.startsWith(`${parent}/`);

/** Whether some rule is about this host: then a browser may be led back there. */
export function namesHost(rules: readonly Rule[], { host }: Pick<Target, 'host'>): boolean {
  return rules.some(({ hosts }) => hosts.some((pattern) => hostFits(pattern, host)));
}

/**
 * The first rule that fits; null where none does, and where it cannot be told which does, because the path is unclear or
 * fits only for a server that tells upper from lower case.
 */
export function ruleFor(rules: readonly Rule[], { host, path }: Target): Rule | null {
  for (const rule of rules) {
    if (!rule.hosts.some((pattern) => hostFits(pattern, host))) continue;
    if (rule.paths === null) return rule;
    if (path === null) return null;
    const exactly = rule.paths.some((parent) => isWithin(path, parent));
    const loosely = rule.paths.some((parent) => isWithin(folded(path), folded(parent)));
    if (exactly !== loosely) return null;
    if (exactly) return rule;
  }
  return null;
}
