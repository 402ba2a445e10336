import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ApplicationView } from '../../src/http/api/application-shapes.ts';
import { applicationKeys, applicationQuery, deleteApplication, whyNotChange, whyNotKeys } from '../api/applications.ts';
import { meQuery } from '../api/me.ts';
import { ApplicationSettings } from '../forms/application-settings.tsx';
import { ConfirmButton } from '../forms/confirm.tsx';
import { to } from '../paths.ts';
import { BackLink } from '../ui/back-link.tsx';
import { Badge } from '../ui/badge.tsx';
import { Failure } from '../ui/failure.tsx';
import { Icon } from '../ui/icons.tsx';
import { Card, Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.tsx';
import { KeysPanel } from './application-keys.tsx';
import { RulesPanels } from './application-rules.tsx';

export function ApplicationPage({ id }: { id: string }) {
  const { data: me } = useQuery(meQuery);
  const { data: application, error, refetch } = useQuery(applicationQuery(id));
  const reason = application ? whyNotChange(application, me) : null;
  return (
    <>
      <BackLink {...to.applications()}>Applications</BackLink>
      <Page
        title={application?.name ?? id}
        lead={application && <Lead application={application} />}
        action={application && <ApplicationSettings application={application} reason={reason} />}
      >
        <Failure error={error} onRetry={refetch} what="this application" />
        {!application && !error && (
          <Card>
            <SkeletonRows rows={4} label="Loading the application" />
          </Card>
        )}
        {application && (
          <div className="grid grid-cols-1 gap-8">
            <KeysPanel application={application} reason={whyNotKeys(me)} />
            <Told application={application} />
            <RulesPanels application={application} reason={reason} />
            <DeleteApplication application={application} reason={reason} />
          </div>
        )}
      </Page>
    </>
  );
}

function Lead({ application: { id, source } }: { application: ApplicationView }) {
  return (
    <p className="flex flex-wrap items-center gap-2">
      <span className="font-mono text-sm">{id}</span>
      {source === 'file' && <Badge>Set up by a file of the operator</Badge>}
    </p>
  );
}

/** What counts when it asks, and what it hears. */
function Told({ application: { trusted, entities, reasons, own_resources } }: { application: ApplicationView }) {
  const stored = Object.entries(entities).map(([type, count]) => `${count.toLocaleString('en')} of ${type}`);
  const facts = [
    ['What it says and you believe', trusted.length === 0 ? 'Nothing' : trusted.join(', ')],
    ['Known of its subjects and resources', stored.length === 0 ? 'Nothing is stored' : stored.join(', ')],
    ['Hears which policies decided', reasons ? 'Yes' : 'No'],
    ['May ask about the jars of STING', own_resources ? 'Yes' : 'No'],
  ];
  return (
    <section aria-labelledby="told">
      <h2 id="told" className="mb-3 font-semibold text-lg">
        When it asks
      </h2>
      <Card className="p-4 sm:px-6">
        <dl className="grid gap-x-8 gap-y-3 text-sm sm:grid-cols-2">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt className="font-medium">{label}</dt>
              <dd className="text-muted">{value}</dd>
            </div>
          ))}
        </dl>
      </Card>
    </section>
  );
}

function DeleteApplication({ application, reason }: { application: ApplicationView; reason: string | null }) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { id, name } = application;
  return (
    <div>
      <ConfirmButton
        call={deleteApplication(id)}
        purpose={{
          title: `Delete the application “${name}”?`,
          consequence: 'Its keys, policies and all that is stored for it go for good. Whatever it asks is refused.',
          verb: 'Delete',
          destructive: true,
        }}
        variant="caution"
        align="start"
        reason={reason}
        onDone={() => {
          toast(`“${name}” is deleted.`);
          navigate({ ...to.applications(), ignoreBlocker: true }).then(() => {
            cache.removeQueries({ queryKey: applicationKeys.one(id) });
            cache.invalidateQueries({ queryKey: applicationKeys.all });
          });
        }}
      >
        <Icon name="trash" />
        Delete application
      </ConfirmButton>
    </div>
  );
}
