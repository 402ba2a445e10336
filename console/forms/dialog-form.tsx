import type { ReactNode } from 'react';
import type { Call } from '../api/call.ts';
import { Button } from '../ui/button.tsx';
import { DialogActions } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { ProofHint } from '../ui/proof-hint.tsx';

interface Props {
  /** What is sent: the hint beside the buttons says which proof it will ask for. */
  call?: Call;
  /** The word on the button that sends. */
  verb: string;
  destructive?: boolean;
  /** Why it cannot be sent yet. */
  reason?: string | null;
  busy: boolean;
  error: unknown;
  onSubmit: () => void;
  onCancel: () => void;
  children: ReactNode;
}

/** The form inside a dialog: its fields, what went wrong, and the two ways out. */
export function DialogForm(props: Props) {
  const { call, verb, destructive = false, reason = null, busy, error, onSubmit, onCancel, children } = props;
  return (
    <form
      className="mt-6 grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      <Failure error={error} />
      <DialogActions>
        {call && (
          <span className="sm:mr-auto">
            <ProofHint call={call} />
          </span>
        )}
        <Button variant="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant={destructive ? 'danger' : 'primary'} busy={busy} reason={reason}>
          {verb}
        </Button>
      </DialogActions>
    </form>
  );
}
