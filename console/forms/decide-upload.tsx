import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Document, Jar } from '../../src/http/api/shapes.ts';
import { api } from '../api/api.ts';
import { approve, jarKeys, reject } from '../api/jars.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { toast } from '../ui/toast.tsx';
import { ConfirmButton } from './confirm.tsx';
import { DialogForm } from './dialog-form.tsx';

/** The two answers to an upload that waits. */
export function DecideUpload({ jar, document }: { jar: Jar; document: Document }) {
  const cache = useQueryClient();
  const settled = (text: string) => {
    toast(text);
    cache.invalidateQueries({ queryKey: jarKeys.one(jar.id) });
  };
  return (
    <div className="mt-2 flex flex-wrap gap-3 sm:pl-10">
      <ConfirmButton
        call={approve(jar.id, document.id)}
        purpose={{
          title: `Approve “${document.name}”?`,
          consequence: `Everybody who can read “${jar.name}” can read it then. Look at it first.`,
          verb: 'Approve',
        }}
        align="start"
        heading="documents"
        onDone={() => settled(`“${document.name}” is approved.`)}
      >
        <Icon name="check" />
        Approve
      </ConfirmButton>
      <Reject jar={jar} document={document} onDone={() => settled(`“${document.name}” is not approved.`)} />
    </div>
  );
}

function Reject({ jar, document, onDone }: { jar: Jar; document: Document; onDone: () => void }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const call = reject(jar.id, document.id, reason.trim().replaceAll(/\s+/g, ' '));
  const send = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: {
          title: `Reject “${document.name}”?`,
          consequence: `${document.uploaded_by.name} is told why, and the document goes.`,
          verb: 'Reject',
          destructive: true,
        },
      }),
    onSuccess() {
      setOpen(false);
      onDone();
    },
  });
  return (
    <>
      <Button variant="quiet" onClick={() => setOpen(true)}>
        Reject…
      </Button>
      <Dialog
        open={open}
        onClose={() => {
          setOpen(false);
          send.reset();
        }}
        title={`Reject “${document.name}”?`}
        description={`${document.uploaded_by.name} is told why. The document is deleted.`}
      >
        <DialogForm
          call={call}
          verb="Reject"
          destructive
          busy={send.isPending}
          error={send.error}
          onSubmit={() => send.mutate()}
          onCancel={() => setOpen(false)}
        >
          <TextArea
            label="Why"
            required
            maxLength={500}
            hint="A sentence that helps them to do better."
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </DialogForm>
      </Dialog>
    </>
  );
}
