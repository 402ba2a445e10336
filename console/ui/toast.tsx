import { useEffect, useSyncExternalStore } from 'react';
import { createStore } from '../api/store.ts';
import { Icon } from './icons.tsx';

const shownMilliseconds = { success: 6000, failure: 12_000 };

interface Message {
  kind: keyof typeof shownMilliseconds;
  text: string;
}
const messages = createStore<Message | null>(null);

/** Says that something succeeded. */
export function toast(text: string): void {
  messages.set({ kind: 'success', text });
}

/** Says what failed where the page has no place for it; other failures stay beside what failed. */
export function toastFailure(text: string): void {
  messages.set({ kind: 'failure', text });
}

export function Toaster() {
  const message = useSyncExternalStore(messages.watch, messages.current);
  useEffect(() => {
    if (!message) return;
    const timer = setTimeout(messages.set, shownMilliseconds[message.kind], null);
    return () => clearTimeout(timer);
  }, [message]);
  // Both regions stand here from the start, because a screen reader only follows those that it knows.
  return (
    <div className="pointer-events-none fixed inset-x-4 bottom-6 z-60 flex justify-center">
      <div role="status">
        {message?.kind === 'success' && (
          <p className="animate-appear rounded-full bg-text px-5 py-2.5 font-medium text-bg text-sm shadow-card">
            {message.text}
          </p>
        )}
      </div>
      <div role="alert">
        {message?.kind === 'failure' && (
          <p className="flex animate-appear gap-3 rounded-card border border-danger bg-surface px-5 py-3 font-medium text-sm shadow-card">
            <Icon name="warning" className="size-5 text-danger" />
            {message.text}
          </p>
        )}
      </div>
    </div>
  );
}
