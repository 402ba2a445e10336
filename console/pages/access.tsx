import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import type { AccessEntry, Jar } from '../../src/http/api/shapes.ts';
import { accessQuery, unshare } from '../api/jars.ts';
import { whyNot } from '../api/may.ts';
import { meQuery, readsRules } from '../api/me.ts';
import { ConfirmButton } from '../forms/confirm.tsx';
import { Share } from '../forms/share.tsx';
import { to } from '../paths.ts';
import { Failure, wantsProof } from '../ui/failure.tsx';
import { Icon } from '../ui/icons.tsx';
import { Card } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.tsx';
import { When } from '../ui/when.tsx';
import { reasons, relationWords } from '../ui/words.ts';

/** Why the person does not see who has access; null if they do. */
export const accessHidden = (jar: Jar) => whyNot(jar, 'share', 'The list of who has access');

/** Who has access to a jar, and why. */
export function AccessPanel({ jar }: { jar: Jar }) {
  const hidden = accessHidden(jar);
  const { data, error, isPending, refetch } = useQuery({ ...accessQuery(jar.id), enabled: hidden === null });
  return (
    <section aria-labelledby="access">
      <div className="mb-3 flex min-h-10 items-center justify-between gap-3">
        <h2 id="access" tabIndex={-1} className="font-semibold text-lg">
          Who has access
        </h2>
        <Share jar={jar} />
      </div>
      <Card>
        {hidden !== null && <p className="p-4 text-muted text-sm">{hidden}</p>}
        {hidden === null && isPending && <SkeletonRows rows={2} label="Loading who has access" />}
        {error && !wantsProof(error) && (
          <div className="p-4">
            <Failure error={error} onRetry={refetch} />
          </div>
        )}
        {data && (
          <ul className="divide-y divide-line">
            {data.entries.map((entry) => (
              <Entry key={`${entry.because}-${entry.grant_id ?? entry.subject.id}`} jar={jar} entry={entry} />
            ))}
          </ul>
        )}
      </Card>
    </section>
  );
}

function nameOf({ type, name }: AccessEntry['subject']): string {
  if (type === 'everyone') return 'Everybody who is signed in';
  if (type === 'user') return name ?? 'A person';
  return type === 'team' ? `Team ${name ?? ''}` : `Everybody who is ${name ?? 'in a role'}`;
}

function Entry({ jar, entry }: { jar: Jar; entry: AccessEntry }) {
  const cache = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const name = nameOf(entry.subject);
  // Whom it was shared with by address is known by that alone.
  const who = entry.subject.type === 'user' ? (entry.subject.id ?? entry.subject.name) : null;
  return (
    <li className="flex items-center gap-3 min-h-16 py-2 pr-2 pl-4">
      <Icon name={entry.subject.type === 'user' ? 'person' : 'people'} className="size-5 text-muted" />
      <div className="min-w-0 grow">
        <p className="font-medium leading-6">
          {name.split('@').map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one address never move
            <Fragment key={index}>
              {index > 0 && (
                <>
                  <wbr />@
                </>
              )}
              {part}
            </Fragment>
          ))}
        </p>
        <p className="text-muted text-sm">
          {relationWords[entry.relation].label} · {reasons[entry.because]}
          {entry.expires_at && (
            <>
              {' '}
              until <When at={entry.expires_at} />
            </>
          )}
        </p>
      </div>
      {readsRules(me) && who && (
        <Link
          {...to.why({ who, operation: 'document.list', jar: jar.id })}
          aria-label={`Why may ${name} read it?`}
          className="inline-flex min-h-10 shrink-0 items-center whitespace-nowrap rounded-control px-2 text-muted text-sm underline hover:text-text"
        >
          Why?
        </Link>
      )}
      {entry.grant_id && (
        <ConfirmButton
          call={unshare(jar.id, entry.grant_id)}
          purpose={{
            title: `Take access away from ${name}?`,
            consequence: `They lose “${jar.name}” at once, unless they have access for another reason.`,
            verb: 'Take away',
            destructive: true,
          }}
          variant="quiet"
          square
          reason={whyNot(jar, 'share')}
          aria-label={`Take access away from ${name}`}
          heading="access"
          onDone={() => {
            toast(`${name} no longer has this access.`);
            cache.invalidateQueries(accessQuery(jar.id));
          }}
        >
          <Icon name="close" />
        </ConfirmButton>
      )}
    </li>
  );
}
