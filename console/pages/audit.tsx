import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { eventTypes } from '../../src/audit/events.ts';
import type { AuditVerification } from '../../src/http/api/shapes.ts';
import { api } from '../api/api.ts';
import { type EventFilter, eventsQuery, exportEvents, verifyChain } from '../api/audit.ts';
import { overContent } from '../api/transport.ts';
import { to } from '../paths.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { SelectField } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Card, Page } from '../ui/page.tsx';
import { ProofHint } from '../ui/proof-hint.tsx';
import { save } from '../ui/save.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { outcomes, plural } from '../ui/words.ts';
import { EventTable } from './audit-events.tsx';

export function AuditPage({ filter }: { filter: EventFilter }) {
  const list = useInfiniteQuery(eventsQuery(filter));
  const events = list.data?.pages.flatMap((page) => page.events);
  const verify = useMutation({
    mutationFn: () =>
      api.send(verifyChain, {
        purpose: {
          title: 'Verify the chain?',
          consequence: 'Every event is read and checked against the one before it.',
          verb: 'Verify',
        },
      }),
  });
  const take = useMutation({
    mutationFn: () =>
      api.send(exportEvents(filter), {
        over: overContent,
        purpose: {
          title: 'Export the events?',
          consequence: 'The events that fit the filter leave as a file. This is itself an event.',
          verb: 'Export',
        },
      }),
    onSuccess(events) {
      const address = URL.createObjectURL(events);
      save(address, 'audit.jsonl');
      URL.revokeObjectURL(address);
    },
  });
  return (
    <Page
      title="Audit"
      lead="What happened here, newest first. Each event seals the one before it."
      action={
        <>
          <span className="max-sm:order-last empty:hidden">
            <ProofHint call={verifyChain} />
          </span>
          <Button busy={take.isPending} onClick={() => take.mutate()}>
            <Icon name="download" />
            {take.isPending ? 'Exporting…' : 'Export'}
          </Button>
          <Button variant="primary" busy={verify.isPending} onClick={() => verify.mutate()}>
            <Icon name="shield" />
            {verify.isPending ? 'Verifying…' : 'Verify the chain'}
          </Button>
        </>
      }
    >
      <div className="mb-4 grid gap-4 empty:hidden">
        {verify.data && <Verdict {...verify.data} />}
        <Failure error={verify.error} onRetry={verify.mutate} />
        <Failure error={take.error} onRetry={take.mutate} />
      </div>
      <Filters filter={filter} />
      <Failure error={list.error} onRetry={list.refetch} what="the audit trail" />
      {(events || list.isPending) && (
        <Card className={list.isPlaceholderData ? 'opacity-60' : ''}>
          {list.isPending && <SkeletonRows rows={8} label="Loading the events" />}
          {events?.length === 0 && (
            <EmptyState title="No such event">Nothing fits this filter. Choose another.</EmptyState>
          )}
          {events && events.length > 0 && <EventTable events={events} />}
        </Card>
      )}
      <LoadMore list={list} />
    </Page>
  );
}

function Verdict({ intact, events, sequence, problem }: AuditVerification) {
  return (
    <div role="status" className={`flex gap-3 rounded-card p-4 ${intact ? 'bg-success-soft' : 'bg-danger-soft'}`}>
      <Icon
        name={intact ? 'shield' : 'warning'}
        className={`mt-0.5 size-5 ${intact ? 'text-success' : 'text-danger'}`}
      />
      <div>
        <p className="font-medium">
          {intact
            ? 'The chain is intact.'
            : `The chain is broken${sequence === undefined ? '' : ` at event ${sequence}`}.`}
        </p>
        <p className="text-sm">
          {intact
            ? `${plural(events, 'event')} checked; none was changed, removed or inserted.`
            : `${problem ?? 'An event was changed, removed or inserted.'} Keep the database file as it is and compare it with your checkpoints.`}
        </p>
      </div>
    </div>
  );
}

const typeGroups = Object.entries(
  Object.groupBy(Object.keys(eventTypes) as (keyof typeof eventTypes)[], (type) => type.split('.', 1)[0]!),
);

const groupName = (group: string) => group.charAt(0).toUpperCase() + group.slice(1).replaceAll('_', ' ');

function Filters({ filter }: { filter: EventFilter }) {
  const navigate = useNavigate();
  const set = (change: EventFilter) => {
    const { type, outcome } = { ...filter, ...change };
    navigate({ ...to.audit(), search: { ...(type ? { type } : {}), ...(outcome ? { outcome } : {}) }, replace: true });
  };
  return (
    <div className="mb-4 grid gap-4 sm:grid-cols-[2fr_1fr]">
      <SelectField
        label="What happened"
        value={filter.type ?? ''}
        onChange={({ target }) => set({ type: target.value || undefined })}
      >
        <option value="">Everything</option>
        {typeGroups.map(([group, types]) => (
          <optgroup key={group} label={groupName(group)}>
            {types?.map((type) => (
              <option key={type} value={type}>
                {eventTypes[type]}
              </option>
            ))}
          </optgroup>
        ))}
      </SelectField>
      <SelectField
        label="How it ended"
        value={filter.outcome ?? ''}
        onChange={({ target }) => set({ outcome: (target.value || undefined) as EventFilter['outcome'] })}
      >
        <option value="">Any way</option>
        {Object.entries(outcomes).map(([outcome, { label }]) => (
          <option key={outcome} value={outcome}>
            {label}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
