import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Person } from '../../src/http/api/people-shapes.ts';
import { administers, meQuery } from '../api/me.ts';
import { type PeopleFilter, peopleQuery, rolesQuery } from '../api/people.ts';
import { useRoleTitles } from '../api/role-titles.ts';
import { Invite } from '../forms/invite.tsx';
import { to } from '../paths.ts';
import { Badge } from '../ui/badge.tsx';
import { buttonLook } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { SelectField } from '../ui/field.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Card, Page } from '../ui/page.tsx';
import { stateLabels } from '../ui/role-words.ts';
import { SearchField } from '../ui/search-field.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { When } from '../ui/when.tsx';
import { InvitationsPanel } from './invitations.tsx';

export function PeoplePage({ filter }: { filter: PeopleFilter }) {
  const { data: me } = useQuery(meQuery);
  const list = useInfiniteQuery(peopleQuery(filter));
  const people = list.data?.pages.flatMap((page) => page.people);
  return (
    <Page
      title="People"
      lead="Who may come in here, and what they may do."
      action={
        <>
          <Link {...to.roles()} className={buttonLook('secondary')}>
            Roles
          </Link>
          {administers(me) && <Invite />}
        </>
      }
    >
      <Filters filter={filter} />
      <Failure error={list.error} onRetry={list.refetch} what="the list of people" />
      {(people || list.isPending) && (
        <Card className={list.isPlaceholderData ? 'opacity-60' : ''}>
          {list.isPending && <SkeletonRows rows={6} label="Loading the people" />}
          {people?.length === 0 && !list.hasNextPage && (
            <EmptyState title="Nobody fits">Try another part of the name or address, or another role.</EmptyState>
          )}
          {people?.length === 0 && list.hasNextPage && (
            <p className="p-6 text-muted">Nobody so far. Load more to search on.</p>
          )}
          {people && people.length > 0 && (
            <ul className="divide-y divide-line" aria-label="People">
              {people.map((person) => (
                <PersonRow key={person.id} person={person} own={person.id === me?.identity.id} />
              ))}
            </ul>
          )}
        </Card>
      )}
      <LoadMore list={list} />
      {administers(me) && <InvitationsPanel />}
    </Page>
  );
}

function PersonRow({ person, own }: { person: Person; own: boolean }) {
  const title = useRoleTitles();
  return (
    <li className="relative flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-4 first:rounded-t-card last:rounded-b-card hover:bg-sunken/60 sm:px-6">
      <div className="min-w-0 grow basis-72">
        <h2 className="font-semibold leading-6">
          <Link {...to.person(person.id)} className="after:absolute after:inset-0 after:rounded-card">
            {person.name ?? person.address}
          </Link>
          {own && <span className="font-normal text-muted"> (you)</span>}
        </h2>
        <p className="text-muted text-sm">
          {person.name && `${person.address} · `}joined <When at={person.created_at} />
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {person.state !== 'active' && <Badge tone="danger">{stateLabels[person.state]}</Badge>}
        {person.roles.map((role) => (
          <Badge key={role} tone={role === 'owner' ? 'accent' : 'plain'}>
            {title(role)}
          </Badge>
        ))}
      </div>
    </li>
  );
}

function Filters({ filter }: { filter: PeopleFilter }) {
  const navigate = useNavigate();
  const { data } = useQuery(rolesQuery);
  const set = (change: PeopleFilter) => navigate({ ...to.people({ ...filter, ...change }), replace: true });
  return (
    <div className="mb-4 grid items-end gap-4 sm:grid-cols-[2fr_1fr_1fr]">
      <SearchField label="Search by name or address" value={filter.q ?? ''} onSearch={(q) => set({ q })} />
      <SelectField
        label="Role"
        value={filter.role ?? ''}
        onChange={({ target }) => set({ role: target.value || undefined })}
      >
        <option value="">Any role</option>
        {data?.roles.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="State"
        value={filter.state ?? ''}
        onChange={({ target }) => set({ state: (target.value || undefined) as PeopleFilter['state'] })}
      >
        <option value="">Any state</option>
        <option value="active">Active</option>
        <option value="suspended">Suspended</option>
      </SelectField>
    </div>
  );
}
