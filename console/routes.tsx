import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import type { EventFilter } from './api/audit.ts';
import { askedIn } from './api/explain.ts';
import type { PeopleFilter } from './api/people.ts';
import { AuditPage } from './pages/audit.tsx';
import { BrokenFrame, BrokenPage } from './pages/broken.tsx';
import { JarPage } from './pages/jar.tsx';
import { JarsPage } from './pages/jars.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { PeoplePage } from './pages/people.tsx';
import { PersonPage } from './pages/person.tsx';
import { Shell } from './pages/shell.tsx';
import { TeamPage } from './pages/team.tsx';
import { TeamsPage } from './pages/teams.tsx';
import { to } from './paths.ts';
import { outcomes } from './ui/words.ts';

const root = createRootRoute({
  component: Shell,
  errorComponent: BrokenFrame,
  notFoundComponent: NotFoundPage,
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect(to.jars());
  },
});

const jars = createRoute({
  getParentRoute: () => root,
  path: '/jars',
  validateSearch: ({ q }): { q?: string } => (typeof q === 'string' && q !== '' ? { q } : {}),
  component: function Jars() {
    return <JarsPage q={jars.useSearch().q ?? ''} />;
  },
});

const jar = createRoute({
  getParentRoute: () => root,
  path: '/jars/$jarId',
  component: function Jar() {
    const { jarId } = jar.useParams();
    return <JarPage key={jarId} id={jarId} />;
  },
});

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: ({ type, outcome }): EventFilter => ({
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof outcome === 'string' && outcome in outcomes ? { outcome: outcome as keyof typeof outcomes } : {}),
  }),
  component: function Audit() {
    return <AuditPage filter={audit.useSearch()} />;
  },
});

const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  validateSearch: ({ q, role, state }): PeopleFilter => ({
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
    ...(typeof role === 'string' && role !== '' ? { role } : {}),
    ...(state === 'active' || state === 'suspended' ? { state } : {}),
  }),
  component: function People() {
    return <PeoplePage filter={people.useSearch()} />;
  },
});

const person = createRoute({
  getParentRoute: () => root,
  path: '/people/$personId',
  component: function Person() {
    const { personId } = person.useParams();
    return <PersonPage key={personId} id={personId} />;
  },
});

const teams = createRoute({ getParentRoute: () => root, path: '/teams', component: TeamsPage });

const team = createRoute({
  getParentRoute: () => root,
  path: '/teams/$teamId',
  component: function Team() {
    const { teamId } = team.useParams();
    return <TeamPage key={teamId} id={teamId} />;
  },
});

// Few people look at these pages: they arrive when one of them is opened, before the one that is left goes.
const RulesPage = lazyRouteComponent(() => import('./pages/rules.tsx'), 'RulesPage');
const NewRulePage = lazyRouteComponent(() => import('./pages/new-rule.tsx'), 'NewRulePage');
const RulePage = lazyRouteComponent(() => import('./pages/rule.tsx'), 'RulePage');
const WhyPage = lazyRouteComponent(() => import('./pages/why.tsx'), 'WhyPage');

const rules = createRoute({
  getParentRoute: () => root,
  path: '/rules',
  loader: () => RulesPage.preload?.(),
  validateSearch: ({ q }): { q?: string } => (typeof q === 'string' && q !== '' ? { q } : {}),
  component: function Rules() {
    return <RulesPage q={rules.useSearch().q ?? ''} />;
  },
});

const newRule = createRoute({
  getParentRoute: () => root,
  path: '/rules/new',
  loader: () => NewRulePage.preload?.(),
  validateSearch: ({ template }): { template?: string } => (typeof template === 'string' ? { template } : {}),
  component: function NewRule() {
    return <NewRulePage template={newRule.useSearch().template} />;
  },
});

const rule = createRoute({
  getParentRoute: () => root,
  path: '/rules/$ruleId',
  loader: () => RulePage.preload?.(),
  component: function Rule() {
    const { ruleId } = rule.useParams();
    return <RulePage key={ruleId} id={ruleId} />;
  },
});

const why = createRoute({
  getParentRoute: () => root,
  path: '/rules/why',
  loader: () => WhyPage.preload?.(),
  validateSearch: askedIn,
  component: function Why() {
    return <WhyPage asked={why.useSearch()} />;
  },
});

const SecurityPage = lazyRouteComponent(() => import('./pages/security.tsx'), 'SecurityPage');
const ApplicationsPage = lazyRouteComponent(() => import('./pages/applications.tsx'), 'ApplicationsPage');
const ApplicationPage = lazyRouteComponent(() => import('./pages/application.tsx'), 'ApplicationPage');
const BreakGlassPage = lazyRouteComponent(() => import('./pages/break-glass.tsx'), 'BreakGlassPage');
const RolesPage = lazyRouteComponent(() => import('./pages/roles.tsx'), 'RolesPage');
const KeysPage = lazyRouteComponent(() => import('./pages/keys.tsx'), 'KeysPage');
const DevicesPage = lazyRouteComponent(() => import('./pages/devices.tsx'), 'DevicesPage');

const applications = createRoute({
  getParentRoute: () => root,
  path: '/applications',
  loader: () => ApplicationsPage.preload?.(),
  component: ApplicationsPage,
});

const application = createRoute({
  getParentRoute: () => root,
  path: '/applications/$applicationId',
  loader: () => ApplicationPage.preload?.(),
  component: function Application() {
    const { applicationId } = application.useParams();
    return <ApplicationPage key={applicationId} id={applicationId} />;
  },
});

const security = createRoute({
  getParentRoute: () => root,
  path: '/security',
  loader: () => SecurityPage.preload?.(),
  component: SecurityPage,
});

const breakGlass = createRoute({
  getParentRoute: () => root,
  path: '/security/break-glass',
  loader: () => BreakGlassPage.preload?.(),
  component: BreakGlassPage,
});

const roles = createRoute({
  getParentRoute: () => root,
  path: '/people/roles',
  loader: () => RolesPage.preload?.(),
  component: RolesPage,
});

const keys = createRoute({
  getParentRoute: () => root,
  path: '/keys',
  loader: () => KeysPage.preload?.(),
  component: KeysPage,
});

const devices = createRoute({
  getParentRoute: () => root,
  path: '/devices',
  loader: () => DevicesPage.preload?.(),
  component: DevicesPage,
});

/** The route table. */
export const router = createRouter({
  routeTree: root.addChildren([
    home,
    jars,
    jar,
    people,
    roles,
    person,
    teams,
    team,
    rules,
    newRule,
    why,
    rule,
    applications,
    application,
    security,
    breakGlass,
    audit,
    keys,
    devices,
  ]),
  basepath: '/console',
  scrollRestoration: true,
  defaultErrorComponent: BrokenPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
