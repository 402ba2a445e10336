/** Milliseconds since the Unix epoch. Injected everywhere so that tests move time instead of sleeping. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** RFC 3339 in UTC, as every timestamp on the wire. */
export function rfc3339(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
