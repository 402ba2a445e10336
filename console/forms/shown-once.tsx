import { type ReactNode, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { toast, toastFailure } from '../ui/toast.tsx';

interface Shown {
  title: string;
  description: string;
  /** What nobody can look up again. */
  secret: string;
  /** What it is: `link`, `key`. */
  noun: string;
}

/** A dialog with what is shown only now, and the way to open it. It belongs to a page, not to a row that may go. */
export function useShownOnce(): [dialog: ReactNode, show: (what: Shown) => void] {
  const [shown, setShown] = useState<Shown | null>(null);
  const [open, setOpen] = useState(false);
  const dialog = (
    <Dialog
      open={open}
      onClose={() => setOpen(false)}
      title={shown?.title ?? ''}
      description={shown && `${shown.description} It is shown only now.`}
    >
      <p className="mt-4 rounded-control bg-sunken p-3 font-mono text-sm break-all select-all">{shown?.secret}</p>
      <DialogActions>
        <Button variant="quiet" onClick={() => setOpen(false)}>
          Done
        </Button>
        <Button variant="primary" onClick={() => copy(shown!)}>
          Copy the {shown?.noun}
        </Button>
      </DialogActions>
    </Dialog>
  );
  return [
    dialog,
    (what) => {
      setShown(what);
      setOpen(true);
    },
  ];
}

async function copy({ secret, noun }: Shown) {
  try {
    await navigator.clipboard.writeText(secret);
    toast(`The ${noun} is copied.`);
  } catch {
    // The browser may keep its clipboard closed.
    toastFailure(`The browser did not let it be copied. Select the ${noun} and copy it yourself.`);
  }
}
