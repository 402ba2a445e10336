import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { PolicyVersions } from '../../src/http/api/policy-shapes.ts';
import { revertRule, ruleKeys, versionsQuery } from '../api/rules.ts';
import { ConfirmButton } from '../forms/confirm.tsx';
import { Badge } from '../ui/badge.tsx';
import { Diff } from '../ui/diff.tsx';
import { Failure } from '../ui/failure.tsx';
import { Icon } from '../ui/icons.tsx';
import { Card } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.tsx';
import { When } from '../ui/when.tsx';

type Version = PolicyVersions['versions'][number];

interface Props {
  id: string;
  mayManage: boolean;
  /** The rule is an earlier version again. */
  onReverted: () => void;
}

/** Every version of a rule, newest first, with what it changed. */
export function RuleVersions({ id, mayManage, onReverted }: Props) {
  const { data, error, isPending, refetch } = useQuery(versionsQuery(id));
  const versions = data?.versions ?? [];
  if (data === null) return null;
  return (
    <section aria-labelledby="versions" className="mt-8">
      <h2 id="versions" tabIndex={-1} className="mb-3 font-semibold text-lg">
        Versions
      </h2>
      <Failure error={error} onRetry={refetch} what="the versions" />
      <Card>
        {isPending && <SkeletonRows rows={2} label="Loading the versions" />}
        <ul className="divide-y divide-line empty:hidden">
          {versions.map((version, index) => (
            <VersionRow
              key={version.version}
              id={id}
              version={version}
              before={versions[index + 1]}
              newest={index === 0}
              mayManage={mayManage}
              onReverted={onReverted}
            />
          ))}
        </ul>
      </Card>
    </section>
  );
}

interface RowProps extends Props {
  version: Version;
  /** The version before it. */
  before: Version | undefined;
  newest: boolean;
}

function VersionRow({ id, version, before, newest, mayManage, onReverted }: RowProps) {
  const cache = useQueryClient();
  const number = version.version;
  return (
    <li className="grid gap-3 px-4 py-4 sm:px-6">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            Version {number}
            {newest && <Badge tone="accent">{version.text === null ? 'Deleted' : 'As it is'}</Badge>}
            {!newest && version.text === null && <Badge>Deleted</Badge>}
            {version.text !== null && !version.enabled && <Badge>Off</Badge>}
          </p>
          <p className="text-muted text-sm">
            {version.changed_by?.name ?? 'the operator'} · <When at={version.changed_at} />
          </p>
          {version.reason && <p className="text-sm">“{version.reason}”</p>}
        </div>
        {mayManage && !newest && version.text !== null && (
          <ConfirmButton
            call={revertRule(id, number)}
            purpose={{
              title: `Back to version ${number}?`,
              consequence: `The rule becomes what it was then, ${version.enabled ? 'and holds at once' : 'switched off'}. What is not saved above goes; no version is lost.`,
              verb: 'Go back',
            }}
            aria-label={`Back to this version, number ${number}`}
            heading="versions"
            onDone={() => {
              toast(`The rule is as it was in version ${number}.`);
              cache.invalidateQueries({ queryKey: ruleKeys.all }).then(onReverted);
            }}
          >
            Back to this version
          </ConfirmButton>
        )}
      </div>
      <Changes version={version} before={before} />
    </li>
  );
}

function Changes({ version, before }: Pick<RowProps, 'version' | 'before'>) {
  if (version.text === (before?.text ?? null)) {
    if (!before || version.enabled === before.enabled) return null;
    return <p className="text-muted text-sm">Switched {version.enabled ? 'on' : 'off'}. The text stayed as it was.</p>;
  }
  return (
    <details className="group">
      <summary className="inline-flex min-h-8 items-center gap-2 rounded-control pr-2 text-muted text-sm hover:text-text [&::-webkit-details-marker]:hidden">
        <Icon name="chevron" className="size-4 group-open:rotate-180" />
        What changed
      </summary>
      <div className="mt-2">
        <Diff before={before?.text ?? ''} after={version.text ?? ''} />
      </div>
    </details>
  );
}
