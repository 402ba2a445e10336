import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { type DragEvent, useRef, useState } from 'react';
import type { Document, Jar } from '../../src/http/api/shapes.ts';
import { api } from '../api/api.ts';
import { documentsQuery, jarKeys, openLabel, uploadDocument } from '../api/jars.ts';
import { whyNot } from '../api/may.ts';
import { type Upload, useUploads } from '../forms/uploads.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure, wantsProof } from '../ui/failure.tsx';
import { Icon } from '../ui/icons.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Card } from '../ui/page.tsx';
import { ProofHint } from '../ui/proof-hint.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { sensitivities } from '../ui/words.ts';
import { DocumentRow } from './document-row.tsx';

export function DocumentsPanel({ jar }: { jar: Jar }) {
  const list = useInfiniteQuery(documentsQuery(jar.id));
  const documents = list.data?.pages.flatMap((page) => page.documents);
  const locked = list.data?.pages[0]?.locked ?? [];
  const { uploads, add, retry, dismiss } = useUploads(jar);
  const picker = useRef<HTMLInputElement>(null);
  const blocked = whyNot(jar, 'upload');
  const drop = useDrop(blocked === null, add);

  const upload = (
    <Button variant="primary" reason={blocked} onClick={() => picker.current?.click()}>
      <Icon name="upload" />
      Upload
    </Button>
  );
  return (
    <section aria-labelledby="documents" {...drop.handlers}>
      <div className="mb-3 flex min-h-10 flex-wrap items-center gap-3">
        <h2 id="documents" tabIndex={-1} className="mr-auto font-semibold text-lg">
          Documents
        </h2>
        {blocked === null && <ProofHint call={uploadDocument(jar.id)} />}
        {upload}
      </div>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={({ target }) => {
          add(target.files ?? []);
          target.value = '';
        }}
      />
      <Card className={`transition-colors ${drop.over ? 'border-accent-text bg-accent-soft' : ''}`}>
        {uploads.map((each) => (
          <UploadRow key={each.id} upload={each} onRetry={() => retry(each)} onDismiss={() => dismiss(each.id)} />
        ))}
        {list.isPending && <SkeletonRows rows={3} label="Loading the documents" />}
        {list.error && !wantsProof(list.error) && (
          <div className="p-4">
            <Failure error={list.error} onRetry={list.refetch} />
          </div>
        )}
        {locked.map((label) => (
          <Locked key={label} jar={jar} label={label} />
        ))}
        {documents?.length === 0 && uploads.length === 0 && locked.length === 0 && (
          <EmptyState title="Nothing in this jar yet">
            {blocked === null
              ? 'Drop files here, or press Upload.'
              : 'Documents appear here once somebody uploads them.'}
          </EmptyState>
        )}
        {documents && documents.length > 0 && (
          <ul className="divide-y divide-line">
            {documents.map((document) => (
              <DocumentRow key={document.id} jar={jar} document={document} />
            ))}
          </ul>
        )}
      </Card>
      {documents && documents.length > 0 && blocked === null && (
        <p className="mt-3 text-muted text-sm max-sm:hidden">You can also drop files onto this list.</p>
      )}
      <LoadMore list={list} />
    </section>
  );
}

/** Documents that ask for more than the person has proven; one press gives the proof and shows them. */
function Locked({ jar, label }: { jar: Jar; label: Document['sensitivity'] }) {
  const cache = useQueryClient();
  const open = useMutation({
    mutationFn: () =>
      api.send(openLabel(jar.id, label), {
        purpose: {
          title: 'Show protected documents?',
          consequence: 'They are protected. You confirm that it is you, then they appear in the list.',
          verb: 'Show',
        },
      }),
    onSuccess: () => cache.invalidateQueries({ queryKey: jarKeys.one(jar.id) }),
  });
  return (
    <div className="border-line border-b px-4 py-3 last:border-b-0 sm:px-6">
      <div className="flex flex-wrap items-center gap-3 sm:gap-4">
        <Icon name="key" className="size-6 text-accent-text max-sm:hidden" />
        <p className="min-w-0 grow basis-52 text-muted">
          There is {sensitivities[label].label.toLowerCase()} content that opens once you confirm that it is you.
        </p>
        <Button busy={open.isPending} onClick={() => open.mutate()}>
          Confirm and show
        </Button>
      </div>
      <div className="mt-2 empty:hidden">
        <Failure error={open.error} />
      </div>
    </div>
  );
}

function UploadRow({ upload, onRetry, onDismiss }: { upload: Upload; onRetry: () => void; onDismiss: () => void }) {
  const { file, share, error, cancel } = upload;
  const name = `Upload of ${file.name}`;
  return (
    <div className="border-line border-b px-4 py-3 sm:px-6">
      <div className="flex items-center gap-4">
        <div className="min-w-0 grow">
          <p className="truncate font-medium">{file.name}</p>
          {!error && (
            <progress
              aria-label={name}
              max={1}
              value={share}
              className="mt-2 block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
            />
          )}
        </div>
        <Button
          variant="quiet"
          square
          aria-label={error ? `Dismiss: ${name}` : `Cancel: ${name}`}
          onClick={error ? onDismiss : cancel}
        >
          <Icon name="close" />
        </Button>
      </div>
      {Boolean(error) && (
        <div className="mt-2">
          <Failure error={error} onRetry={onRetry} />
        </div>
      )}
    </div>
  );
}

/** Drag and drop of files. `over` while files hover. */
function useDrop(enabled: boolean, onFiles: (files: Iterable<File>) => void) {
  const [over, setOver] = useState(false);
  const carriesFiles = (event: DragEvent) => enabled && event.dataTransfer.types.includes('Files');
  const handlers = {
    onDragOver(event: DragEvent) {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave(event: DragEvent<HTMLElement>) {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop(event: DragEvent) {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      onFiles(event.dataTransfer.files);
    },
  };
  return { over, handlers };
}
