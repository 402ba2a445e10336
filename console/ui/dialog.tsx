import { Dialog as Base } from '@base-ui/react/dialog';
import { type ReactNode, useSyncExternalStore } from 'react';
import { askings } from '../api/proof.ts';
import { sessionEnd } from '../api/session.ts';
import { Icon } from './icons.tsx';

interface Props {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** It comes up on behalf of another dialog, which steps aside meanwhile and comes back as it was. */
  interrupts?: boolean;
}

/** A modal dialog. A press beside it does not close it: nobody loses a filled form by accident. */
export function Dialog({ open, onClose, title, description, children, interrupts = false }: Props) {
  const asking = useSyncExternalStore(askings.watch, askings.current) !== null;
  const ended = useSyncExternalStore(sessionEnd.watch, sessionEnd.current);
  const aside = (asking || ended) && !interrupts;
  return (
    <Base.Root
      open={open && !aside}
      disablePointerDismissal
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      onOpenChangeComplete={(shown) => {
        if (!shown) focusHeadingIfLost();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="z-20 fixed inset-0 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Viewport className="z-30 fixed inset-0 overflow-y-auto p-4 sm:p-8">
          <div className="flex min-h-full items-center justify-center">
            <Base.Popup
              finalFocus={!aside}
              className="relative w-full max-w-lg rounded-card border border-line bg-surface p-6 shadow-card transition duration-150 data-ending-style:translate-y-1 data-starting-style:translate-y-1 data-ending-style:opacity-0 data-starting-style:opacity-0 sm:p-8"
            >
              <Base.Title className="pr-10 font-semibold text-xl leading-7">{title}</Base.Title>
              {description && <Base.Description className="mt-2 text-muted">{description}</Base.Description>}
              {children}
              <Base.Close
                aria-label="Close"
                className="absolute top-4 right-4 inline-flex size-10 items-center justify-center rounded-control text-muted hover:bg-sunken hover:text-text sm:top-6 sm:right-6"
              >
                <Icon name="close" />
              </Base.Close>
            </Base.Popup>
          </div>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** What the dialog was opened from may be gone, with a page that was left: then the reader starts at the new heading. */
function focusHeadingIfLost() {
  if (document.activeElement === document.body) document.querySelector('h1')?.focus({ preventScroll: true });
}

/** The buttons of a dialog: the main one last in the markup and rightmost, uppermost on a phone. */
export function DialogActions({ children }: { children: ReactNode }) {
  return (
    <div className="mt-6 flex flex-col-reverse gap-3 sm:flex-row sm:flex-wrap sm:items-center sm:justify-end">
      {children}
    </div>
  );
}
