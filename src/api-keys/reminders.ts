/** The last one first: of those that are due, it says what the others would. */
const daysBefore = [1, 7, 14];
const dayMs = 86_400_000;

/** Which reminder stands for a key with this much time left, in days before its end; null while it is too early. */
export function reminderAt(leftMs: number): number | null {
  return daysBefore.find((days) => leftMs <= days * dayMs) ?? null;
}

/** The times between which a key ends that somebody may have to be told of. */
export function reminderWindow(now: number): { after: number; until: number } {
  return { after: now, until: now + Math.max(...daysBefore) * dayMs };
}
