import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Member, Team } from '../../src/http/api/people-shapes.ts';
import { deleteTeam, membersQuery, removeMember, teamKeys, teamsQuery } from '../api/teams.ts';
import { AddMember } from '../forms/add-member.tsx';
import { ConfirmButton } from '../forms/confirm.tsx';
import { NameTeam } from '../forms/name-team.tsx';
import { to } from '../paths.ts';
import { BackLink } from '../ui/back-link.tsx';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Icon } from '../ui/icons.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Card, Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.tsx';
import { When } from '../ui/when.tsx';

export function TeamPage({ id }: { id: string }) {
  const teams = useInfiniteQuery(teamsQuery);
  const team = teams.data?.pages.flatMap((page) => page.teams).find((each) => each.id === id);
  const mayManage = teams.data?.pages[0]?.may_manage ?? false;
  const members = useInfiniteQuery(membersQuery(id));
  const people = members.data?.pages.flatMap((page) => page.members);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = teams;
  // The team may stand on a later page of the list.
  useEffect(() => {
    if (!team && hasNextPage && !isFetchingNextPage) fetchNextPage();
  }, [team, hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <>
      <BackLink {...to.teams()}>Teams</BackLink>
      <Page
        title={team?.name ?? 'Team'}
        lead="Who is in it sees what is shared with it."
        action={
          team && (
            <>
              {mayManage && <NameTeam team={team} />}
              {team.my.manages && <AddMember team={team} mayAppoint={mayManage} />}
            </>
          )
        }
      >
        <Failure error={members.error ?? teams.error} onRetry={members.refetch} what="this team" />
        {!members.error && (
          <section aria-labelledby="members">
            <h2 id="members" tabIndex={-1} className="sr-only">
              Members
            </h2>
            <Card>
              {!people && <SkeletonRows rows={3} label="Loading the members" />}
              {people?.length === 0 && <EmptyState title="Nobody is in it yet">Add the first person.</EmptyState>}
              {team && people && people.length > 0 && (
                <ul className="divide-y divide-line">
                  {people.map((member) => (
                    <MemberRow key={member.id} team={team} member={member} mayManage={mayManage} />
                  ))}
                </ul>
              )}
            </Card>
            <LoadMore list={members} />
          </section>
        )}
        {team && mayManage && <DeleteTeam team={team} />}
      </Page>
    </>
  );
}

function MemberRow({ team, member, mayManage }: { team: Team; member: Member; mayManage: boolean }) {
  const cache = useQueryClient();
  const mayRemove = team.my.manages && (mayManage || !member.manager);
  return (
    <li className="flex min-h-16 items-center gap-3 py-2 pr-2 pl-4 sm:pl-6">
      <Icon name="person" className="size-5 text-muted" />
      <div className="min-w-0 grow">
        <p className="font-medium leading-6">{member.name}</p>
        <p className="text-muted text-sm">
          {member.address && `${member.address} · `}added <When at={member.joined_at} />
        </p>
      </div>
      {member.manager && <Badge tone="accent">Manager</Badge>}
      {mayRemove && (
        <ConfirmButton
          call={removeMember(team.id, member.id)}
          purpose={{
            title: `Take ${member.name} out of “${team.name}”?`,
            consequence: 'What is shared with the team is closed to them at once.',
            verb: 'Take out',
            destructive: true,
          }}
          variant="quiet"
          square
          aria-label={`Take ${member.name} out of the team`}
          heading="members"
          onDone={() => {
            toast(`${member.name} is not in “${team.name}” any more.`);
            cache.invalidateQueries({ queryKey: teamKeys.members(team.id) });
            cache.invalidateQueries({ queryKey: teamKeys.all });
          }}
        >
          <Icon name="close" />
        </ConfirmButton>
      )}
    </li>
  );
}

function DeleteTeam({ team }: { team: Team }) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  return (
    <div className="mt-8">
      <ConfirmButton
        call={deleteTeam(team.id)}
        purpose={{
          title: `Delete the team “${team.name}”?`,
          consequence: 'Its people stay; what was shared with the team is closed to them.',
          verb: 'Delete',
          destructive: true,
        }}
        variant="caution"
        align="start"
        onDone={() => {
          toast(`“${team.name}” is deleted.`);
          navigate(to.teams()).then(() => cache.invalidateQueries({ queryKey: teamKeys.all }));
        }}
      >
        <Icon name="trash" />
        Delete team
      </ConfirmButton>
    </div>
  );
}
