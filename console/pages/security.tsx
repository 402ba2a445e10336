import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Profile } from '../../src/http/api/profile-shapes.ts';
import { meQuery, readsBreakGlass } from '../api/me.ts';
import { profileQuery } from '../api/profile.ts';
import { to } from '../paths.ts';
import { Badge } from '../ui/badge.tsx';
import { buttonLook } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Card, Page } from '../ui/page.tsx';
import { modeWords, profileWords, tierNeeds, tierWords } from '../ui/profile-words.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { ParameterTable } from './parameters.tsx';

const heading = 'mb-3 font-semibold text-lg';

/** How surely people must have proven who they are here: to read. An operator sets it in the configuration. */
export function SecurityPage() {
  const { data: me } = useQuery(meQuery);
  const { data, error, isPending, refetch } = useQuery(profileQuery);
  return (
    <Page
      title="Security"
      lead="How surely people prove who they are. The operator sets it in the configuration."
      action={
        readsBreakGlass(me) && (
          <Link {...to.breakGlass()} className={buttonLook('secondary')}>
            Sealed codes
          </Link>
        )
      }
    >
      <Failure error={error} onRetry={refetch} what="the profile" />
      {isPending && (
        <Card>
          <SkeletonRows rows={5} label="Loading the profile" />
        </Card>
      )}
      {data && (
        <div className="grid gap-8">
          <Chosen profile={data} />
          <Tiers tiers={data.tiers} />
          <section aria-labelledby="parameters">
            <h2 id="parameters" className={heading}>
              What is set
            </h2>
            <Card>
              <ParameterTable profile={data.profile} parameters={data.parameters} />
            </Card>
          </section>
        </div>
      )}
    </Page>
  );
}

function Chosen({ profile: { profile, mode, parameters } }: { profile: Profile }) {
  const differing = parameters.filter(({ deviates }) => deviates).length;
  return (
    <section aria-labelledby="profile">
      <h2 id="profile" className={heading}>
        Profile
      </h2>
      <Card className="grid gap-6 p-4 sm:grid-cols-2 sm:p-6">
        <div>
          <p className="flex flex-wrap items-center gap-2 font-semibold">
            {profileWords[profile].label}
            {differing === 0 ? (
              <Badge tone="success">As the profile says</Badge>
            ) : (
              <Badge tone="accent">{differing === 1 ? '1 value differs' : `${differing} values differ`}</Badge>
            )}
          </p>
          <p className="mt-1 text-muted text-sm">{profileWords[profile].sentence}</p>
        </div>
        <div>
          <p className="font-semibold">How proofs count: {modeWords[mode].label}</p>
          <p className="mt-1 text-muted text-sm">{modeWords[mode].sentence}</p>
        </div>
      </Card>
    </section>
  );
}

function Tiers({ tiers }: Pick<Profile, 'tiers'>) {
  return (
    <section aria-labelledby="tiers">
      <h2 id="tiers" className={heading}>
        What an action asks for
      </h2>
      <Card>
        <ol className="divide-y divide-line">
          {([1, 2, 3, 4] as const).map((tier) => (
            <li key={tier} className="grid gap-x-6 gap-y-1 px-4 py-4 sm:grid-cols-2 sm:px-6">
              <div>
                <h3 className="font-semibold leading-6">{tierWords[tier].label}</h3>
                <p className="text-muted text-sm">{tierWords[tier].sentence}</p>
              </div>
              <p className="self-center text-sm">{tierNeeds(tiers[tier])}.</p>
            </li>
          ))}
        </ol>
      </Card>
    </section>
  );
}
