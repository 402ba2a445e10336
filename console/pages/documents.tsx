import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { type DragEvent, useRef, useState } from 'react';
import type { Document, Jar } from '../../src/http/api/shapes.ts';
import { api } from '../api/api.ts';
import { contentPath, deleteDocument, describeDocument, documentsQuery, jarKeys, uploadDocument } from '../api/jars.ts';
import { whyNot } from '../api/may.ts';
import { Cancelled } from '../api/refusal.ts';
import { ConfirmButton } from '../forms/confirm.tsx';
import { type Upload, useUploads } from '../forms/uploads.ts';
import { Button, buttonLook } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure, sentenceOf, wantsProof } from '../ui/failure.tsx';
import { Icon } from '../ui/icons.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Card } from '../ui/page.tsx';
import { ProofHint } from '../ui/proof-hint.tsx';
import { save } from '../ui/save.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { toast, toastFailure } from '../ui/toast.tsx';
import { When } from '../ui/when.tsx';
import { size } from '../ui/words.ts';

export function DocumentsPanel({ jar }: { jar: Jar }) {
  const list = useInfiniteQuery(documentsQuery(jar.id));
  const documents = list.data?.pages.flatMap((page) => page.documents);
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
        {documents?.length === 0 && uploads.length === 0 && (
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

function DocumentRow({ jar, document }: { jar: Jar; document: Document }) {
  const cache = useQueryClient();
  return (
    <li className="flex items-center gap-3 py-3 pr-2 pl-4 sm:gap-4 sm:pr-4 sm:pl-6">
      <Icon name="file" className="size-6 text-muted max-sm:hidden" />
      <div className="min-w-0 grow">
        <p className="font-medium">{document.name}</p>
        <p className="text-muted text-sm">
          {size(document.size)} · {document.uploaded_by.name} · <When at={document.created_at} />
        </p>
      </div>
      <div className="flex">
        <Download jar={jar} document={document} />
        <ConfirmButton
          call={deleteDocument(jar.id, document.id)}
          purpose={{
            title: `Delete “${document.name}”?`,
            consequence: `This removes the document from “${jar.name}” for good.`,
            verb: 'Delete',
            destructive: true,
          }}
          variant="quiet"
          square
          reason={whyNot(jar, 'edit', 'Deleting documents')}
          aria-label={`Delete ${document.name}`}
          heading="documents"
          onDone={() => {
            toast(`“${document.name}” is deleted.`);
            cache.invalidateQueries({ queryKey: jarKeys.one(jar.id) });
          }}
        >
          <Icon name="trash" />
        </ConfirmButton>
      </div>
    </li>
  );
}

/** Asks on the way whether the document may be read, because a download has no page that could say why not. */
function Download({ jar, document }: { jar: Jar; document: Document }) {
  const path = contentPath(jar.id, document.id);
  const open = useMutation({
    mutationFn: () =>
      api.send(describeDocument(jar.id, document.id), {
        purpose: {
          title: `Download “${document.name}”?`,
          consequence: 'The content of this jar is protected. You confirm that it is you, then the download starts.',
          verb: 'Download',
        },
      }),
    onSuccess: () => save(path, document.name),
    onError: (error) => {
      if (!(error instanceof Cancelled)) toastFailure(`“${document.name}” was not downloaded. ${sentenceOf(error)}`);
    },
  });
  return (
    <a
      href={path}
      download={document.name}
      aria-label={`Download ${document.name}`}
      title="Download"
      className={buttonLook('quiet', true)}
      onClick={(event) => {
        event.preventDefault();
        open.mutate();
      }}
    >
      <Icon name="download" />
    </a>
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
