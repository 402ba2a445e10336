import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Jar } from '../../src/http/api/shapes.ts';
import { jarsQuery } from '../api/jars.ts';
import { CreateJar } from '../forms/create-jar.tsx';
import { to } from '../paths.ts';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { JarBadges } from '../ui/jar-badges.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Card, Page } from '../ui/page.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { When } from '../ui/when.tsx';
import { plural, relationWords } from '../ui/words.ts';
import { Found } from './found.tsx';
import { Offers } from './offers.tsx';

export function JarsPage({ q }: { q: string }) {
  const list = useInfiniteQuery(jarsQuery(q));
  const jars = list.data?.pages.flatMap((page) => page.jars);
  const untouched = jars?.length === 0 && q === '';
  return (
    <Page title="Honey Jars" lead="Documents, and who may see them." action={!untouched && <CreateJar />}>
      <Offers />
      {!untouched && <Search q={q} />}
      {list.error && <Failure error={list.error} onRetry={list.refetch} />}
      {list.isPending && (
        <Card>
          <SkeletonRows rows={5} label="Loading the jars" />
        </Card>
      )}
      {jars && (
        <Card className={list.isPlaceholderData ? 'opacity-60' : ''}>
          {untouched && (
            <EmptyState title="Your hive is ready for its first jar" action={<CreateJar />}>
              A Honey Jar keeps documents together and decides who may see them. Create one, then upload something.
            </EmptyState>
          )}
          {jars.length === 0 && !untouched && <p className="p-4 text-muted sm:px-6">No jar is named like “{q}”.</p>}
          {jars.length > 0 && (
            <ul className="divide-y divide-line" aria-label="Honey Jars, newest first">
              {jars.map((jar) => (
                <JarRow key={jar.id} jar={jar} />
              ))}
            </ul>
          )}
        </Card>
      )}
      <LoadMore list={list} />
      {q !== '' && jars && <Found q={q} listed={jars.map(({ id }) => id)} />}
    </Page>
  );
}

function JarRow({ jar }: { jar: Jar }) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-6 gap-y-3 px-4 py-4 first:rounded-t-card last:rounded-b-card hover:bg-sunken/60 sm:px-6">
      <div className="min-w-0 grow basis-72">
        <h2 className="font-semibold leading-6">
          <Link {...to.jar(jar.id)} className="after:absolute after:inset-0 after:rounded-card">
            {jar.name}
          </Link>
        </h2>
        {jar.description && <p className="line-clamp-1 text-muted">{jar.description}</p>}
        <p className="mt-1 text-muted text-sm">
          {plural(jar.documents, 'document')} · {jar.owner.name} · changed <When at={jar.updated_at} />
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {jar.my.relation && (
          <Badge tone={jar.my.relation === 'owner' ? 'accent' : 'plain'}>{relationWords[jar.my.relation].label}</Badge>
        )}
        <JarBadges jar={jar} />
      </div>
    </li>
  );
}

/** The address keeps the words, so back and links work. */
function Search({ q }: { q: string }) {
  const navigate = useNavigate();
  return (
    <div className="mb-4">
      <SearchField
        label="Search jars and documents"
        value={q}
        onSearch={(words) => void navigate({ ...to.jars(words), replace: true })}
      />
    </div>
  );
}
