import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Summary } from '../../src/http/api/application-shapes.ts';
import { applicationsQuery, whyNotKeys } from '../api/applications.ts';
import { meQuery } from '../api/me.ts';
import { ApplicationSettings } from '../forms/application-settings.tsx';
import { to } from '../paths.ts';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Card, Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { When } from '../ui/when.tsx';

/** The applications that ask STING about their own resources, by their own rules. */
export function ApplicationsPage() {
  const { data: me } = useQuery(meQuery);
  const { data, error, isPending, refetch } = useQuery(applicationsQuery);
  const applications = data?.applications;
  const reason = whyNotKeys(me);
  return (
    <Page
      title="Applications"
      lead="Programs that ask STING who may do what in them. Each has rules of its own, and keys to ask with."
      action={applications && applications.length > 0 && <ApplicationSettings reason={reason} />}
    >
      <Failure error={error} onRetry={refetch} what="the applications" />
      {(applications || isPending) && (
        <Card>
          {isPending && <SkeletonRows rows={3} label="Loading the applications" />}
          {applications?.length === 0 && (
            <EmptyState title="No application yet" action={reason === null && <ApplicationSettings reason={null} />}>
              A gateway or a program of yours asks over OpenID AuthZEN, and STING answers by the rules that you write
              for it. {reason}
            </EmptyState>
          )}
          {applications && applications.length > 0 && (
            <ul className="divide-y divide-line" aria-label="Applications">
              {applications.map((application) => (
                <ApplicationRow key={application.id} application={application} />
              ))}
            </ul>
          )}
        </Card>
      )}
    </Page>
  );
}

function ApplicationRow({ application: { id, name, source, updated_at } }: { application: Summary }) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-4 first:rounded-t-card last:rounded-b-card hover:bg-sunken/60 sm:px-6">
      <div className="min-w-0 grow basis-56">
        <h2 className="font-semibold leading-6">
          <Link {...to.application(id)} className="after:absolute after:inset-0 after:rounded-card">
            {name}
          </Link>
        </h2>
        <p className="text-muted text-sm">
          <span className="font-mono">{id}</span> · changed <When at={updated_at} />
        </p>
      </div>
      {source === 'file' && <Badge>Set up by a file</Badge>}
    </li>
  );
}
