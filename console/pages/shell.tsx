import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { type MouseEvent, useEffect, useRef } from 'react';
import { meQuery, readsAudit, readsPeople, readsProfile, readsRules, signOut } from '../api/me.ts';
import { Cancelled } from '../api/refusal.ts';
import { StepUpDialog } from '../forms/step-up.tsx';
import { to } from '../paths.ts';
import { EnrolmentNotice } from '../ui/enrolment-notice.tsx';
import { Failure, sentenceOf } from '../ui/failure.tsx';
import { Icon, Mark } from '../ui/icons.tsx';
import { SessionEnded } from '../ui/session-ended.tsx';
import { Toaster, toastFailure } from '../ui/toast.tsx';
import { BreakGlassNotice } from './break-glass-notice.tsx';

const navLook =
  'inline-flex min-h-10 items-center whitespace-nowrap rounded-control px-3 font-medium text-muted hover:bg-sunken hover:text-text aria-[current=page]:bg-sunken aria-[current=page]:text-text';

/** The frame around every page. */
export function Shell() {
  const me = useQuery(meQuery);
  const main = useRef<HTMLElement>(null);
  useHeadingFocus(main);
  return (
    <>
      <a
        href="#main"
        className="fixed top-2 left-2 z-60 -translate-y-20 rounded-control bg-text px-4 py-2 font-medium text-bg focus:translate-y-0"
      >
        Skip to the content
      </a>
      <header className="border-line border-b bg-surface">
        <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-6 px-4 py-3 sm:px-8">
          <Link
            {...to.jars()}
            className="inline-flex min-h-10 items-center gap-2 rounded-control font-bold tracking-wide"
          >
            <Mark />
            STING
          </Link>
          <nav
            aria-label="Main"
            className="order-last flex basis-full flex-wrap gap-1 max-sm:-mx-3 max-sm:mt-1 sm:order-none sm:basis-auto"
          >
            <Link {...to.jars()} activeOptions={{ includeSearch: false }} className={navLook}>
              Honey Jars
            </Link>
            {readsPeople(me.data) && (
              <Link {...to.people()} activeOptions={{ includeSearch: false }} className={navLook}>
                People
              </Link>
            )}
            {(readsPeople(me.data) || (me.data?.teams.length ?? 0) > 0) && (
              <Link {...to.teams()} className={navLook}>
                Teams
              </Link>
            )}
            {readsRules(me.data) && (
              <Link {...to.rules()} activeOptions={{ includeSearch: false }} className={navLook}>
                Rules
              </Link>
            )}
            {readsRules(me.data) && (
              <Link {...to.applications()} className={navLook}>
                Applications
              </Link>
            )}
            {readsProfile(me.data) && (
              <Link {...to.security()} className={navLook}>
                Security
              </Link>
            )}
            {readsAudit(me.data) && (
              <Link {...to.audit()} activeOptions={{ includeSearch: false }} className={navLook}>
                Audit
              </Link>
            )}
          </nav>
          <PersonMenu name={me.data?.identity.display_name ?? 'You'} />
        </div>
      </header>
      <main ref={main} id="main" tabIndex={-1} className="mx-auto max-w-6xl px-4 py-8 sm:px-8 sm:py-10">
        <Failure error={me.error} onRetry={me.refetch} />
        <BreakGlassNotice state={me.data?.break_glass} />
        <EnrolmentNotice enrolment={me.data?.enrolment} />
        <Outlet />
      </main>
      <StepUpDialog />
      <SessionEnded />
      <Toaster />
    </>
  );
}

function PersonMenu({ name }: { name: string }) {
  return (
    <div className="flex min-w-0 flex-1 justify-end">
      <button
        type="button"
        popoverTarget="person-menu"
        className="inline-flex min-h-10 max-w-full items-center gap-2 rounded-control px-3 font-medium hover:bg-sunken"
      >
        <Icon name="person" />
        <span className="truncate">{name}</span>
        <Icon name="chevron" className="size-4" />
      </button>
      <div
        id="person-menu"
        popover="auto"
        className="inset-auto top-16 right-4 w-56 rounded-card border border-line bg-surface p-2 text-text shadow-card sm:right-[max(2rem,calc(50%-34rem))]"
      >
        <a href="/settings" className={`${navLook} w-full`}>
          Account
        </a>
        <Link {...to.keys()} className={`${navLook} w-full`} onClick={closeMenu}>
          API keys
        </Link>
        <Link {...to.devices()} className={`${navLook} w-full`} onClick={closeMenu}>
          Devices
        </Link>
        <button type="button" className={`${navLook} w-full`} onClick={leave}>
          Sign out
        </button>
      </div>
    </div>
  );
}

/** A link to a page of the console leaves the menu where it is. */
function closeMenu({ currentTarget }: MouseEvent<HTMLElement>) {
  currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
}

/** Ends the session; a failure is said, because somebody who walks away relies on it. */
function leave() {
  signOut().catch((error) => {
    if (!(error instanceof Cancelled)) toastFailure(`You are still signed in. ${sentenceOf(error)}`);
  });
}

/** After a navigation the focus starts at the heading of the new page, as it would on a page of its own. */
function useHeadingFocus(main: React.RefObject<HTMLElement | null>) {
  // The resolved location changes once the new page is drawn, the location itself before that.
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const shown = useRef<string>(undefined);
  useEffect(() => {
    const left = shown.current;
    shown.current = path;
    if (left === undefined || left === path) return;
    main.current?.querySelector('h1')?.focus({ preventScroll: true });
  }, [path, main]);
}
