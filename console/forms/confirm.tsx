import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../api/api.ts';
import type { Call } from '../api/call.ts';
import type { Purpose } from '../api/client.ts';
import { Cancelled } from '../api/refusal.ts';
import { Button, type ButtonProps } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { ProofHint, useOperation } from '../ui/proof-hint.tsx';

interface Props<Answer> extends Omit<ButtonProps, 'onClick'> {
  call: Call<Answer>;
  purpose: Purpose;
  onDone: (answer: Answer) => void;
  /** Id of the heading that takes the focus when the button disappears with what it removed. */
  heading?: string;
}

/**
 * A button for what should not happen by accident. It asks first; where the operation wants a proof for exactly this
 * action, the request for the proof is the question, so that nobody is asked twice.
 */
export function ConfirmButton<Answer>({ call, purpose, onDone, heading, ...button }: Props<Answer>) {
  const [open, setOpen] = useState(false);
  const removed = useRef(false);
  const operation = useOperation(call);
  const act = useMutation({
    mutationFn: () => api.send(call, { purpose }),
    onSuccess(answer) {
      removed.current = true;
      setOpen(false);
      onDone(answer);
    },
    onError: (error) => setOpen(!(error instanceof Cancelled)),
  });
  useEffect(
    () => () => {
      if (!removed.current || !heading) return;
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) document.getElementById(heading)?.focus();
      });
    },
    [heading],
  );
  return (
    <>
      <Button
        {...button}
        busy={act.isPending}
        onClick={() => (operation?.requirement.action_bound ? act.mutate() : setOpen(true))}
      />
      <Dialog
        open={open}
        onClose={() => {
          setOpen(false);
          act.reset();
        }}
        title={purpose.title}
        description={purpose.consequence}
      >
        <div className="mt-4 empty:hidden">
          <Failure error={act.error} />
        </div>
        <DialogActions>
          <span className="sm:mr-auto">
            <ProofHint call={call} />
          </span>
          <Button variant="quiet" onClick={() => setOpen(false)}>
            Cancel
          </Button>
          <Button
            variant={purpose.destructive ? 'danger' : 'primary'}
            busy={act.isPending}
            onClick={() => act.mutate()}
          >
            {purpose.verb}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
