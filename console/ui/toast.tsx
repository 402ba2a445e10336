import { useEffect, useSyncExternalStore } from 'react';

const shownMilliseconds = 6000;
let message: { text: string } | null = null;
const watchers = new Set<() => void>();

function set(next: typeof message) {
  message = next;
  for (const watcher of watchers) watcher();
}

/** Says that something succeeded; failures stay beside what failed instead. */
export function toast(text: string): void {
  set({ text });
}

export function Toaster() {
  const current = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => message,
  );
  useEffect(() => {
    if (!current) return;
    const timer = setTimeout(set, shownMilliseconds, null);
    return () => clearTimeout(timer);
  }, [current]);
  return (
    <div role="status" className="pointer-events-none fixed inset-x-4 bottom-6 z-60 flex justify-center">
      {current && (
        <p className="animate-appear rounded-full bg-text px-5 py-2.5 font-medium text-bg text-sm shadow-card">
          {current.text}
        </p>
      )}
    </div>
  );
}
