/** One value outside React that components follow with `useSyncExternalStore(store.watch, store.current)`. */
export interface Store<Value> {
  current(): Value;
  set(next: Value): void;
  watch(watcher: () => void): () => void;
}

export function createStore<Value>(initial: Value): Store<Value> {
  let value = initial;
  const watchers = new Set<() => void>();
  return {
    current: () => value,
    set(next) {
      value = next;
      for (const watcher of watchers) watcher();
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}
