import { linkOptions } from '@tanstack/react-router';
import type { Asked } from './api/explain.ts';
import type { PeopleFilter } from './api/people.ts';

/** Every address inside the console; nothing else writes one. */
export const to = {
  jars: (q = '') => linkOptions({ to: '/jars', search: q === '' ? {} : { q } }),
  jar: (jarId: string) => linkOptions({ to: '/jars/$jarId', params: { jarId } }),
  people: ({ q, role, state }: PeopleFilter = {}) =>
    linkOptions({
      to: '/people',
      search: { ...(q ? { q } : {}), ...(role ? { role } : {}), ...(state ? { state } : {}) },
    }),
  person: (personId: string) => linkOptions({ to: '/people/$personId', params: { personId } }),
  roles: () => linkOptions({ to: '/people/roles' }),
  teams: () => linkOptions({ to: '/teams' }),
  team: (teamId: string) => linkOptions({ to: '/teams/$teamId', params: { teamId } }),
  rules: (q = '') => linkOptions({ to: '/rules', search: q === '' ? {} : { q } }),
  rule: (ruleId: string) => linkOptions({ to: '/rules/$ruleId', params: { ruleId } }),
  newRule: (template?: string) => linkOptions({ to: '/rules/new', search: template ? { template } : {} }),
  why: (asked: Asked = {}) => linkOptions({ to: '/rules/why', search: asked }),
  applications: () => linkOptions({ to: '/applications' }),
  application: (applicationId: string) =>
    linkOptions({ to: '/applications/$applicationId', params: { applicationId } }),
  security: () => linkOptions({ to: '/security' }),
  breakGlass: () => linkOptions({ to: '/security/break-glass' }),
  keys: () => linkOptions({ to: '/keys' }),
  devices: () => linkOptions({ to: '/devices' }),
  audit: () => linkOptions({ to: '/audit', search: {} }),
};
