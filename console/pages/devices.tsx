import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Device, devicesQuery, forgetDevice } from '../api/devices.ts';
import { ConfirmButton } from '../forms/confirm.tsx';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Card, Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.tsx';
import { When } from '../ui/when.tsx';

/** Where the person has signed in before, so that a sign-in from elsewhere is told to them. */
export function DevicesPage() {
  const { data, error, isPending, refetch } = useQuery(devicesQuery);
  return (
    <Page
      title="Devices"
      lead="Browsers in which you have signed in. From one that is not among them, a sign-in counts as new."
    >
      <Failure error={error} onRetry={refetch} what="your devices" />
      {(data || isPending) && (
        <section aria-labelledby="devices">
          <h2 id="devices" tabIndex={-1} className="sr-only">
            Known devices
          </h2>
          <Card>
            {isPending && <SkeletonRows rows={3} label="Loading your devices" />}
            {data?.devices.length === 0 && (
              <EmptyState title="No device is known yet">The next sign-in in a browser adds it here.</EmptyState>
            )}
            <ul className="divide-y divide-line empty:hidden">
              {data?.devices.map((device) => (
                <DeviceRow key={device.id} device={device} />
              ))}
            </ul>
          </Card>
        </section>
      )}
    </Page>
  );
}

function DeviceRow({ device: { id, name, first_seen_at, last_seen_at, current } }: { device: Device }) {
  const cache = useQueryClient();
  return (
    <li className="flex min-h-16 flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-6">
      <div className="min-w-0 grow basis-56">
        <h3 className="font-medium leading-6">{name}</h3>
        <p className="text-muted text-sm">
          last seen <When at={last_seen_at} /> · first seen <When at={first_seen_at} />
        </p>
      </div>
      {current && <Badge tone="success">This one</Badge>}
      <ConfirmButton
        call={forgetDevice(id)}
        purpose={{
          title: `Forget ${name}?`,
          consequence: 'You stay signed in there. The next sign-in from it counts as one from a new device.',
          verb: 'Forget',
          destructive: true,
        }}
        variant="caution"
        aria-label={`Forget ${name}${current ? ', this one' : ''}`}
        heading="devices"
        onDone={() => {
          toast(`${name} is forgotten.`);
          cache.invalidateQueries({ queryKey: devicesQuery.queryKey });
        }}
      >
        Forget
      </ConfirmButton>
    </li>
  );
}
