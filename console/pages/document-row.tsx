import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Document, Jar } from '../../src/http/api/shapes.ts';
import { api } from '../api/api.ts';
import { contentPath, deleteDocument, describeDocument, jarKeys, withdrawUpload } from '../api/jars.ts';
import { whyNot } from '../api/may.ts';
import { meQuery } from '../api/me.ts';
import { Cancelled } from '../api/refusal.ts';
import { ConfirmButton } from '../forms/confirm.tsx';
import { DecideUpload } from '../forms/decide-upload.tsx';
import { LabelDocument } from '../forms/label-document.tsx';
import { Badge } from '../ui/badge.tsx';
import { buttonLook } from '../ui/button.tsx';
import { sentenceOf } from '../ui/failure.tsx';
import { Icon } from '../ui/icons.tsx';
import { save } from '../ui/save.ts';
import { toast, toastFailure } from '../ui/toast.tsx';
import { When } from '../ui/when.tsx';
import { sensitivities, size } from '../ui/words.ts';

/** A document, or an upload that waits to become one. */
export function DocumentRow({ jar, document }: { jar: Jar; document: Document }) {
  const { data: me } = useQuery(meQuery);
  const mine = me?.identity.id === document.uploaded_by.id;
  return (
    <li className="py-3 pr-2 pl-4 sm:pr-4 sm:pl-6">
      <div className="flex items-start gap-3 sm:gap-4">
        <Icon name={document.state === 'pending' ? 'clock' : 'file'} className="mt-2 size-6 text-muted max-sm:hidden" />
        <div className="min-w-0 grow py-0.5">
          <p className="font-medium">{document.name}</p>
          <p className="text-muted text-sm">
            {size(document.size)} · {document.uploaded_by.name} · <When at={document.created_at} />
          </p>
          <Standing jar={jar} document={document} mine={mine} />
        </div>
        <div className="flex">
          {document.state !== 'rejected' && <Download jar={jar} document={document} />}
          {document.state === 'ready' && <LabelDocument jar={jar} document={document} />}
          <Remove jar={jar} document={document} mine={mine} />
        </div>
      </div>
      {document.state === 'pending' && !mine && whyNot(jar, 'approve') === null && (
        <DecideUpload jar={jar} document={document} />
      )}
    </li>
  );
}

/** Whoever uploaded takes back what never became a document; whoever edits deletes. */
function Remove({ jar, document, mine }: { jar: Jar; document: Document; mine: boolean }) {
  const cache = useQueryClient();
  const own = mine && document.state !== 'ready';
  return (
    <ConfirmButton
      call={own ? withdrawUpload(jar.id, document.id) : deleteDocument(jar.id, document.id)}
      purpose={{
        title: own ? `Take “${document.name}” back?` : `Delete “${document.name}”?`,
        consequence: own
          ? 'Nobody sees or approves it any more.'
          : `This removes the document from “${jar.name}” for good.`,
        verb: own ? 'Take back' : 'Delete',
        destructive: true,
      }}
      variant="quiet"
      square
      reason={own ? whyNot(jar, 'upload') : whyNot(jar, 'edit', 'Deleting documents')}
      aria-label={own ? `Take back ${document.name}` : `Delete ${document.name}`}
      heading="documents"
      onDone={() => {
        toast(own ? `“${document.name}” is taken back.` : `“${document.name}” is deleted.`);
        cache.invalidateQueries({ queryKey: jarKeys.one(jar.id) });
      }}
    >
      <Icon name="trash" />
    </ConfirmButton>
  );
}

/** What is special about a document: that it waits, was not approved, or is more sensitive than its jar. */
function Standing({ jar, document, mine }: { jar: Jar; document: Document; mine: boolean }) {
  const { state, sensitivity, decision } = document;
  const stricter = sensitivity !== jar.sensitivity;
  if (state === 'ready' && !stricter) return null;
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-2">
      {state === 'pending' && (
        <Badge tone="accent">{mine ? 'Waits for somebody to approve it' : 'Waits for approval'}</Badge>
      )}
      {state === 'rejected' && <Badge tone="danger">Not approved</Badge>}
      {stricter && (
        <Badge tone="danger">
          <Icon name="shield" className="size-3.5" />
          {sensitivities[sensitivity].label} content
        </Badge>
      )}
      {decision?.reason && <p className="w-full text-sm">{decision.reason}</p>}
    </div>
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
