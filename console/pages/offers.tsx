import { useQuery, useQueryClient } from '@tanstack/react-query';
import { acceptOffer, declineOffer, jarKeys, offersQuery } from '../api/jars.ts';
import { ConfirmButton } from '../forms/confirm.tsx';
import { JarBadges } from '../ui/jar-badges.tsx';
import { Card } from '../ui/page.tsx';
import { toast } from '../ui/toast.tsx';
import { When } from '../ui/when.tsx';
import { plural } from '../ui/words.ts';

/** Jars that somebody wants to give to this person; nothing where there are none. */
export function Offers() {
  const { data } = useQuery(offersQuery);
  const cache = useQueryClient();
  if (!data || data.transfers.length === 0) return null;
  const settled = (text: string) => {
    toast(text);
    cache.invalidateQueries({ queryKey: jarKeys.all });
  };
  return (
    <section aria-labelledby="offers" className="mb-8">
      <h2 id="offers" tabIndex={-1} className="mb-3 font-semibold text-lg">
        Offered to you
      </h2>
      <Card>
        <ul className="divide-y divide-line">
          {data.transfers.map(({ id, jar, from, expires_at }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-6 gap-y-3 px-4 py-4 sm:px-6">
              <div className="min-w-0 grow basis-72">
                <h3 className="font-semibold leading-6">{jar.name}</h3>
                <p className="text-muted text-sm">
                  {from.name} wants you to own it · {plural(jar.documents, 'document')} · open until{' '}
                  <When at={expires_at} />
                </p>
                <div className="mt-2 flex flex-wrap gap-2">
                  <JarBadges jar={jar} />
                </div>
              </div>
              <div className="flex flex-wrap gap-3">
                <ConfirmButton
                  call={declineOffer(id)}
                  purpose={{
                    title: `Decline “${jar.name}”?`,
                    consequence: `It stays with ${from.name}, who is told.`,
                    verb: 'Decline',
                  }}
                  variant="quiet"
                  heading="offers"
                  onDone={() => settled(`“${jar.name}” stays with ${from.name}.`)}
                >
                  Decline
                </ConfirmButton>
                <ConfirmButton
                  call={acceptOffer(id)}
                  purpose={{
                    title: `Take over “${jar.name}”?`,
                    consequence: `You become its owner, with all that is in it. ${from.name} stays as a manager until you take that away.`,
                    verb: 'Take it over',
                  }}
                  heading="offers"
                  onDone={() => settled(`“${jar.name}” is yours.`)}
                >
                  Accept
                </ConfirmButton>
              </div>
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}
