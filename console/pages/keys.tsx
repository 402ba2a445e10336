import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ApiKey, ShownApiKey } from '../../src/http/api/account-shapes.ts';
import { keysQuery, revokeKey, rotateKey } from '../api/keys.ts';
import { ConfirmButton } from '../forms/confirm.tsx';
import { MakeKey } from '../forms/make-key.tsx';
import { useShownOnce } from '../forms/shown-once.tsx';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { KeyFacts } from '../ui/key-facts.tsx';
import { Card, Page } from '../ui/page.tsx';
import { scopeLabel } from '../ui/scope-words.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.tsx';

/** The API keys of the person, which let their programs act for them. */
export function KeysPage() {
  const { data, error, isPending, refetch } = useQuery(keysQuery);
  const [dialog, show] = useShownOnce();
  const onMade = ({ name, key }: ShownApiKey) =>
    show({
      title: `This is your key “${name}”`,
      description: 'Put it where your program finds it and nobody else does. Whoever has it acts in your name.',
      secret: key,
      noun: 'key',
    });
  const keys = data?.api_keys;
  return (
    <Page
      title="API keys"
      lead="They let your programs do in your name what you choose. None of them can do what is sensitive."
      action={keys && keys.length > 0 && <MakeKey onMade={onMade} />}
    >
      <Failure error={error} onRetry={refetch} what="your keys" />
      {(keys || isPending) && (
        <section aria-labelledby="keys">
          <h2 id="keys" tabIndex={-1} className="sr-only">
            Your keys
          </h2>
          <Card>
            {isPending && <SkeletonRows rows={3} label="Loading your keys" />}
            {keys?.length === 0 && (
              <EmptyState title="No key yet" action={<MakeKey onMade={onMade} />}>
                A program that works for you signs in with a key: a backup at night, or a script that uploads.
              </EmptyState>
            )}
            <ul className="divide-y divide-line empty:hidden">
              {keys?.map((key) => (
                <KeyRow key={key.id} apiKey={key} onMade={onMade} />
              ))}
            </ul>
          </Card>
        </section>
      )}
      {dialog}
    </Page>
  );
}

function KeyRow({ apiKey, onMade }: { apiKey: ApiKey; onMade: (key: ShownApiKey) => void }) {
  const cache = useQueryClient();
  const { id, name, prefix, scopes, status } = apiKey;
  const refresh = () => cache.invalidateQueries({ queryKey: keysQuery.queryKey });
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-3 px-4 py-4 sm:px-6">
      <div className="min-w-0 grow basis-72">
        <h3 className="flex flex-wrap items-center gap-2 font-semibold leading-6">
          {name}
          {status === 'replaced' && <Badge>Replaced</Badge>}
          {status === 'expired' && <Badge tone="danger">Ended</Badge>}
        </h3>
        <KeyFacts shown={apiKey} ended={status === 'expired'} />
        <p className="mt-1 text-sm">{scopes.map(scopeLabel).join(' · ')}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        {status === 'active' && (
          <ConfirmButton
            call={rotateKey(id)}
            purpose={{
              title: `Replace the key “${name}”?`,
              consequence: 'You get another key that may do the same. This one works for an hour more.',
              verb: 'Replace',
            }}
            aria-label={`Replace “${name}”`}
            onDone={(made) => {
              refresh();
              onMade(made);
            }}
          >
            Replace
          </ConfirmButton>
        )}
        <ConfirmButton
          call={revokeKey(id)}
          purpose={{
            title: `Revoke the key “${name}”?`,
            consequence: 'What uses it is shut out at once. That cannot be taken back.',
            verb: 'Revoke',
            destructive: true,
          }}
          variant="caution"
          aria-label={`Revoke “${name}”, ${prefix}`}
          heading="keys"
          onDone={() => {
            toast(`“${name}” does not work any more.`);
            refresh();
          }}
        >
          Revoke
        </ConfirmButton>
      </div>
    </li>
  );
}
