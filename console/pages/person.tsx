import { useQuery } from '@tanstack/react-query';
import type { PersonInFull } from '../../src/http/api/people-shapes.ts';
import { meQuery } from '../api/me.ts';
import { personQuery } from '../api/people.ts';
import { useRoleTitles } from '../api/role-titles.ts';
import { to } from '../paths.ts';
import { BackLink } from '../ui/back-link.tsx';
import { Badge } from '../ui/badge.tsx';
import { Failure } from '../ui/failure.tsx';
import { Card, Page } from '../ui/page.tsx';
import { stateLabels } from '../ui/role-words.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { When } from '../ui/when.tsx';
import { AccountPanel, FactorsPanel, SessionsPanel } from './person-account.tsx';
import { AttributesPanel } from './person-attributes.tsx';
import { RolesPanel } from './person-roles.tsx';

export function PersonPage({ id }: { id: string }) {
  const { data: me } = useQuery(meQuery);
  const { data: person, error, refetch } = useQuery(personQuery(id));
  const own = me?.identity.id === id;
  const name = person?.name ?? person?.address ?? 'Person';
  return (
    <>
      <BackLink {...to.people()}>People</BackLink>
      <Page title={name} lead={person && <Lead person={person} own={own} />}>
        {!person && error && <Failure error={error} onRetry={refetch} what="this page" />}
        {!person && !error && (
          <Card>
            <SkeletonRows rows={4} label="Loading the person" />
          </Card>
        )}
        {person && (
          <div className="grid items-start gap-8 lg:grid-cols-[1fr_22rem]">
            <div className="grid gap-8">
              <FactorsPanel person={person} name={name} own={own} />
              <SessionsPanel person={person} name={name} own={own} />
            </div>
            <div className="grid gap-8">
              <RolesPanel person={person} name={name} own={own} />
              <AttributesPanel person={person} name={name} own={own} />
              <AccountPanel person={person} name={name} own={own} />
            </div>
          </div>
        )}
      </Page>
    </>
  );
}

function Lead({ person, own }: { person: PersonInFull; own: boolean }) {
  const title = useRoleTitles();
  return (
    <div className="grid gap-3">
      <p>
        {person.address} · joined <When at={person.created_at} />
      </p>
      <div className="flex flex-wrap items-center gap-2">
        {own && <Badge tone="accent">This is you</Badge>}
        {person.state !== 'active' && <Badge tone="danger">{stateLabels[person.state]}</Badge>}
        {person.roles.map((role) => (
          <Badge key={role}>{title(role)}</Badge>
        ))}
      </div>
    </div>
  );
}
