import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { breakGlassQuery, type SealedCodes, sealCodes } from '../api/break-glass.ts';
import { meQuery, opensCodes, sealsCodes } from '../api/me.ts';
import { ConfirmButton } from '../forms/confirm.tsx';
import { OpenCode } from '../forms/open-code.tsx';
import { to } from '../paths.ts';
import { BackLink } from '../ui/back-link.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Card, Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { When } from '../ui/when.tsx';
import { OpeningRow } from './opening.tsx';
import { Sheets } from './sheets.tsx';

/** Sealed codes for the day on which the normal way does not work, and what was done by them. */
export function BreakGlassPage() {
  const { data: me } = useQuery(meQuery);
  const { data, error, isPending, refetch } = useQuery(breakGlassQuery);
  const [sealed, setSealed] = useState<SealedCodes | null>(null);
  const mayOpen = opensCodes(me) && (data?.codes?.left ?? 0) > 0;
  return (
    <>
      <BackLink {...to.security()}>Security</BackLink>
      <Page
        title="Sealed codes"
        lead="Sealed codes for the day on which the normal way does not work. Everybody who looks after this installation hears of each use."
        action={!sealed && mayOpen && <OpenCode />}
      >
        <Failure error={error} onRetry={refetch} what="the sealed codes" />
        {isPending && (
          <Card>
            <SkeletonRows rows={3} label="Loading the sealed codes" />
          </Card>
        )}
        {data && (
          <div className="grid gap-8">
            {sealed ? (
              <Sheets sealed={sealed} onDone={() => setSealed(null)} />
            ) : (
              <Codes codes={data.codes} maySeal={sealsCodes(me)} onSealed={setSealed} />
            )}
            {data.openings.length > 0 && (
              <section aria-labelledby="openings">
                <h2 id="openings" tabIndex={-1} className="mb-3 font-semibold text-lg">
                  What was opened
                </h2>
                <Card>
                  <ul className="divide-y divide-line">
                    {data.openings.map((opening) => (
                      <OpeningRow key={opening.id} opening={opening} />
                    ))}
                  </ul>
                </Card>
              </section>
            )}
          </div>
        )}
      </Page>
    </>
  );
}

interface CodesProps {
  codes: { made_at: string; total: number; left: number } | null;
  maySeal: boolean;
  onSealed: (made: SealedCodes) => void;
}

function Codes({ codes, maySeal, onSealed }: CodesProps) {
  const cache = useQueryClient();
  const seal = (
    <ConfirmButton
      call={sealCodes}
      purpose={{
        title: 'Make sealed codes?',
        consequence: codes
          ? 'The codes that were made before stop to work, in whichever envelope they are.'
          : 'Each opens once, for an hour. They are shown only now: have a printer ready.',
        verb: 'Make codes',
        destructive: codes !== null,
      }}
      align="start"
      heading="sheets"
      onDone={(made) => {
        onSealed(made);
        cache.invalidateQueries({ queryKey: breakGlassQuery.queryKey });
      }}
    >
      Make {codes ? 'new codes' : 'sealed codes'}
    </ConfirmButton>
  );
  return (
    <section aria-label="How many are left">
      <Card>
        {codes === null ? (
          <EmptyState title="No sealed codes" action={maySeal && seal}>
            They let somebody in when a rule has shut everybody out, or an owner cannot be reached. An owner makes five,
            prints them and puts each in an envelope.
          </EmptyState>
        ) : (
          <div className="flex flex-wrap items-center justify-between gap-4 p-4 sm:px-6">
            <div>
              <p className="font-semibold">
                {codes.left} of {codes.total} codes are left
              </p>
              <p className="text-muted text-sm">
                made <When at={codes.made_at} />
              </p>
            </div>
            {maySeal && seal}
          </div>
        )}
      </Card>
    </section>
  );
}
