import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Jar } from '../../src/http/api/shapes.ts';
import { accessQuery, deleteJar, documentsQuery, jarKeys, jarQuery } from '../api/jars.ts';
import { whyNot } from '../api/may.ts';
import { ConfirmButton } from '../forms/confirm.tsx';
import { EditJar } from '../forms/edit-jar.tsx';
import { TransferJar } from '../forms/transfer.tsx';
import { to } from '../paths.ts';
import { BackLink } from '../ui/back-link.tsx';
import { Badge } from '../ui/badge.tsx';
import { Failure, wantsProof } from '../ui/failure.tsx';
import { Icon } from '../ui/icons.tsx';
import { guarded, JarBadges } from '../ui/jar-badges.tsx';
import { Card, Page } from '../ui/page.tsx';
import { ProofHint } from '../ui/proof-hint.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.tsx';
import { When } from '../ui/when.tsx';
import { jarTypes, plural, relationWords, sensitivities } from '../ui/words.ts';
import { AccessPanel, accessHidden } from './access.tsx';
import { DocumentsPanel } from './documents.tsx';

export function JarPage({ id }: { id: string }) {
  const { data: jar, error, refetch } = useQuery(jarQuery(id));
  return (
    <>
      <BackLink {...to.jars()}>Honey Jars</BackLink>
      <Page title={jar?.name ?? 'Honey Jar'} action={jar && <EditJar jar={jar} />} lead={jar && <Lead jar={jar} />}>
        {!jar && error && <Failure error={error} onRetry={refetch} what="this jar" />}
        {!jar && !error && (
          <Card>
            <SkeletonRows rows={4} label="Loading the jar" />
          </Card>
        )}
        {jar && <Contents jar={jar} />}
      </Page>
    </>
  );
}

/** The panels of a jar. Where it opens only after a proof, one card in their place asks for all of them. */
function Contents({ jar }: { jar: Jar }) {
  const cache = useQueryClient();
  const documents = useInfiniteQuery(documentsQuery(jar.id));
  const access = useQuery({ ...accessQuery(jar.id), enabled: accessHidden(jar) === null });
  const lock = [documents.error, access.error].find(wantsProof);
  // What was open already stays in place: a form may be open in it.
  const shut = lock && !documents.data;
  const label = sensitivities[jar.sensitivity].label.toLowerCase();
  return (
    <div className="grid items-start gap-8 lg:grid-cols-[1fr_22rem]">
      {lock && (
        <div className={shut ? '' : 'lg:col-span-2'}>
          <Failure
            error={lock}
            onRetry={() => cache.invalidateQueries({ queryKey: jarKeys.one(jar.id) })}
            what={`“${jar.name}”`}
            why={guarded(jar) ? `This jar holds ${label} content. Confirm with your passkey to open it.` : undefined}
          />
        </div>
      )}
      {!shut && <DocumentsPanel jar={jar} />}
      <div className="grid gap-8">
        {!shut && <AccessPanel jar={jar} />}
        <About jar={jar} />
      </div>
    </div>
  );
}

function Lead({ jar }: { jar: Jar }) {
  return (
    <div className="grid gap-3">
      {jar.description && <p className="whitespace-pre-line">{jar.description}</p>}
      <div className="mt-1 flex flex-wrap items-center gap-2">
        {jar.my.relation && <Badge tone="accent">{relationWords[jar.my.relation].label}</Badge>}
        <JarBadges jar={jar} />
        {jar.tags.map((tag) => (
          <Badge key={tag}>#{tag}</Badge>
        ))}
      </div>
    </div>
  );
}

/** The facts of a jar, and the way to end it. */
function About({ jar }: { jar: Jar }) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const call = deleteJar(jar.id);
  return (
    <section aria-labelledby="about">
      <h2 id="about" tabIndex={-1} className="mb-3 font-semibold text-lg">
        About this jar
      </h2>
      <Card className="grid gap-4 p-4 sm:p-6">
        <dl className="grid gap-3 text-sm">
          <Fact name="Owner">{jar.owner.name}</Fact>
          <Fact name={`Who can see it: ${jarTypes[jar.type].label.toLowerCase()}`}>{jarTypes[jar.type].sentence}</Fact>
          <Fact name={`${sensitivities[jar.sensitivity].label} content`}>
            {sensitivities[jar.sensitivity].sentence}
          </Fact>
          <Fact name="Created">
            <When at={jar.created_at} />
          </Fact>
        </dl>
        <div className="border-line border-t pt-4">
          <TransferJar jar={jar} />
        </div>
        <div className="flex flex-wrap items-center gap-3 border-line border-t pt-4">
          <ConfirmButton
            call={call}
            purpose={{
              title: `Delete “${jar.name}”?`,
              consequence:
                jar.documents === 0
                  ? 'The jar is empty. It is deleted for good.'
                  : `This deletes ${plural(jar.documents, 'document')} for good.`,
              verb: 'Delete',
              destructive: true,
            }}
            reason={whyNot(jar, 'delete')}
            variant="caution"
            align="start"
            onDone={() => {
              toast(`“${jar.name}” is deleted.`);
              navigate(to.jars()).then(() => {
                cache.removeQueries({ queryKey: jarKeys.one(jar.id) });
                cache.invalidateQueries({ queryKey: jarKeys.all });
              });
            }}
          >
            <Icon name="trash" />
            Delete jar
          </ConfirmButton>
          {whyNot(jar, 'delete') === null && <ProofHint call={call} />}
        </div>
      </Card>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="font-medium">{name}</dt>
      <dd className="text-muted">{children}</dd>
    </div>
  );
}
