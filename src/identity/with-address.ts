/**
 * The traits with `address` in place of `from`, null being none; null when `from` does not stand there (any more). Without
 * `from` it takes the place of whatever stands there. `path` is the trait's below `traits`; the addresses are canonical.
 */
export function withAddress(
  traits: Record<string, unknown>,
  { path, from, address }: { path: string; from?: string | null; address: string | null },
): Record<string, unknown> | null {
  const changed = structuredClone(traits);
  const names = path.split('.');
  let target = changed;
  for (const name of names.slice(0, -1)) {
    const inner = from === undefined ? (target[name] ?? {}) : target[name];
    if (typeof inner !== 'object' || inner === null) return null;
    target[name] = inner;
    target = inner as Record<string, unknown>;
  }
  const last = names.at(-1)!;
  if (from !== undefined && (target[last] ?? null) !== from) return null;
  if (address === null) delete target[last];
  else target[last] = address;
  return changed;
}
