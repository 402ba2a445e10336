import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { searchQuery } from '../api/jars.ts';
import { to } from '../paths.ts';
import { Failure } from '../ui/failure.tsx';
import { Icon, Mark } from '../ui/icons.tsx';
import { Marked } from '../ui/marked.tsx';
import { Card } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';

/** What the words are found in, beyond the names of jars that the page lists already. */
export function Found({ q, listed }: { q: string; listed: readonly string[] }) {
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(searchQuery(q));
  const results = data?.results.filter(({ jar, document }) => document !== null || !listed.includes(jar.id)) ?? [];
  return (
    <section aria-labelledby="found" className="mt-8">
      <h2 id="found" className="mb-3 font-semibold text-lg">
        Inside the jars
      </h2>
      {error && <Failure error={error} onRetry={refetch} />}
      <Card className={isPlaceholderData ? 'opacity-60' : ''}>
        {isPending && <SkeletonRows rows={3} label="Searching the documents" />}
        {data && results.length === 0 && (
          <p className="p-4 text-muted text-sm sm:px-6">
            Nothing that you can read holds “{q}”. End a word with * to find its longer forms, and put words that belong
            together in quotation marks.
          </p>
        )}
        {results.length > 0 && (
          <ul className="divide-y divide-line" aria-label="What was found, newest first">
            {results.map(({ jar, document, name, snippet }) => (
              <li
                key={document?.id ?? jar.id}
                className="relative flex gap-3 px-4 py-4 first:rounded-t-card last:rounded-b-card hover:bg-sunken/60 sm:gap-4 sm:px-6"
              >
                {document ? (
                  <Icon name="file" className="mt-0.5 size-6 text-muted max-sm:hidden" />
                ) : (
                  <Mark className="mt-0.5 size-6 max-sm:hidden" />
                )}
                <div className="min-w-0 grow">
                  <h3 className="font-semibold leading-6">
                    <Link {...to.jar(jar.id)} className="after:absolute after:inset-0 after:rounded-card">
                      {name}
                    </Link>
                  </h3>
                  {snippet.trim() !== '' && (
                    <p className="line-clamp-2 text-muted">
                      <Marked snippet={snippet} />
                    </p>
                  )}
                  <p className="mt-1 text-muted text-sm">{document ? `In “${jar.name}”` : 'Honey Jar'}</p>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {data?.more && <p className="mt-3 text-muted text-sm">There is more: add another word to narrow it down.</p>}
    </section>
  );
}
