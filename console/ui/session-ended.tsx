import { useSyncExternalStore } from 'react';
import { sessionEnd, signInPath } from '../api/session.ts';
import { Button, buttonLook } from './button.tsx';
import { Dialog, DialogActions } from './dialog.tsx';

/** Stands at the root of the page. Signing in happens in another tab, so that nothing typed in this one is lost. */
export function SessionEnded() {
  const ended = useSyncExternalStore(sessionEnd.watch, sessionEnd.current);
  const close = () => sessionEnd.set(false);
  return (
    <Dialog
      interrupts
      open={ended}
      onClose={close}
      title="Your session has ended"
      description="Sign in again in a new tab, then come back to this one. What you typed here stays."
    >
      <DialogActions>
        <Button variant="quiet" onClick={close}>
          Not now
        </Button>
        <a href={signInPath()} target="_blank" rel="noopener" className={buttonLook('primary')} onClick={close}>
          Sign in again
        </a>
      </DialogActions>
    </Dialog>
  );
}
