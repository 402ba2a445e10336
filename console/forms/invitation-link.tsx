import { type ReactNode, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { toast } from '../ui/toast.tsx';

interface Shown {
  email: string;
  link: string;
}

/** A dialog with the link of an invitation that no mail could carry, and the way to open it. */
export function useInvitationLink(): [dialog: ReactNode, show: (link: Shown) => void] {
  const [shown, setShown] = useState<Shown | null>(null);
  const [open, setOpen] = useState(false);
  const dialog = (
    <Dialog
      open={open}
      onClose={() => setOpen(false)}
      title={`Hand this link to ${shown?.email}`}
      description="This installation sends no mail, so you pass the link on: over a channel on which you are sure of the person. Whoever has it becomes them here. It is shown only now, and works once."
    >
      <p className="mt-4 rounded-control bg-sunken p-3 font-mono text-sm break-all select-all">{shown?.link}</p>
      <DialogActions>
        <Button variant="quiet" onClick={() => setOpen(false)}>
          Done
        </Button>
        <Button
          variant="primary"
          onClick={async () => {
            await navigator.clipboard.writeText(shown!.link);
            toast('The link is copied.');
          }}
        >
          Copy the link
        </Button>
      </DialogActions>
    </Dialog>
  );
  return [
    dialog,
    (link) => {
      setShown(link);
      setOpen(true);
    },
  ];
}
