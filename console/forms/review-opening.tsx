import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/api.ts';
import { breakGlassQuery, reviewOpening } from '../api/break-glass.ts';
import { meQuery } from '../api/me.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
import { DialogForm } from './dialog-form.tsx';

/** Says that somebody looked at what was done by a sealed code, and what came of it. */
export function ReviewOpening({ id, name }: { id: string; name: string }) {
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState('');
  const cache = useQueryClient();
  const call = reviewOpening(id, note.trim());
  const review = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: { title: 'Save the review?', consequence: 'It stays in the audit trail.', verb: 'Save' },
      }),
    onSuccess() {
      setOpen(false);
      toast('It is reviewed. Make new codes when one was used.');
      cache.invalidateQueries({ queryKey: breakGlassQuery.queryKey });
      cache.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>Review</Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`What came of what ${name} did?`}
        description="Every request that they made stands in the audit trail."
      >
        <DialogForm
          call={call}
          verb="Save"
          busy={review.isPending}
          error={review.error}
          onSubmit={() => review.mutate()}
          onCancel={() => setOpen(false)}
        >
          <TextField
            label="Review"
            required
            maxLength={500}
            value={note}
            onChange={({ target }) => setNote(target.value)}
          />
        </DialogForm>
      </Dialog>
    </>
  );
}
