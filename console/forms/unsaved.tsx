import { useBlocker } from '@tanstack/react-router';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';

/** Asks before a page with something unsaved is left: here for pages of the console, by the browser for all others. */
export function Unsaved({ changed }: { changed: boolean }) {
  const leaving = useBlocker({
    shouldBlockFn: () => changed,
    enableBeforeUnload: changed,
    withResolver: true,
  });
  return (
    <Dialog
      open={leaving.status === 'blocked'}
      onClose={() => leaving.reset?.()}
      title="Leave without saving?"
      description="What you wrote here is not saved and goes when you leave."
    >
      <DialogActions>
        <Button variant="quiet" onClick={() => leaving.proceed?.()}>
          Leave
        </Button>
        <Button variant="primary" onClick={() => leaving.reset?.()}>
          Keep writing
        </Button>
      </DialogActions>
    </Dialog>
  );
}
