import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { teamsQuery } from '../api/teams.ts';
import { NameTeam } from '../forms/name-team.tsx';
import { to } from '../paths.ts';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Card, Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';

export function TeamsPage() {
  const list = useInfiniteQuery(teamsQuery);
  const teams = list.data?.pages.flatMap((page) => page.teams);
  const mayManage = list.data?.pages[0]?.may_manage ?? false;
  return (
    <Page title="Teams" lead="People who share jars." action={mayManage && teams?.length !== 0 && <NameTeam />}>
      <Failure error={list.error} onRetry={list.refetch} what="the teams" />
      {(teams || list.isPending) && (
        <Card>
          {list.isPending && <SkeletonRows rows={4} label="Loading the teams" />}
          {teams?.length === 0 && (
            <EmptyState title={mayManage ? 'No team yet' : 'You are in no team'} action={mayManage && <NameTeam />}>
              {mayManage
                ? 'A team is a name for people. What is shared with it is shared with everybody in it.'
                : 'Somebody who manages a team can add you to it.'}
            </EmptyState>
          )}
          {teams && teams.length > 0 && (
            <ul className="divide-y divide-line" aria-label="Teams">
              {teams.map((team) => (
                <li
                  key={team.id}
                  className="relative flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-4 first:rounded-t-card last:rounded-b-card hover:bg-sunken/60 sm:px-6"
                >
                  <div className="min-w-0 grow basis-56">
                    <h2 className="font-semibold leading-6">
                      <Link {...to.team(team.id)} className="after:absolute after:inset-0 after:rounded-card">
                        {team.name}
                      </Link>
                    </h2>
                    <p className="text-muted text-sm">
                      {team.members === 1 ? '1 person' : `${team.members.toLocaleString('en')} people`}
                    </p>
                  </div>
                  {team.my.place && (
                    <Badge tone={team.my.place === 'manager' ? 'accent' : 'plain'}>
                      {team.my.place === 'manager' ? 'You manage it' : 'You are in it'}
                    </Badge>
                  )}
                </li>
              ))}
            </ul>
          )}
        </Card>
      )}
      <LoadMore list={list} />
    </Page>
  );
}
