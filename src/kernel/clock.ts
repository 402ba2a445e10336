/** Milliseconds since the Unix epoch. Injected everywhere so that tests move time instead of sleeping. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

const dayMilliseconds = 86_400_000;
/** The day that was written last: nearly every time is of today, and its date is most of the work. */
let written = { day: Number.NaN, date: '' };

/** RFC 3339 in UTC, as every timestamp on the wire. Takes whole milliseconds; throws a RangeError for no time at all. */
export function rfc3339(milliseconds: number): string {
  const day = Math.floor(milliseconds / dayMilliseconds);
  if (day !== written.day) written = { day, date: new Date(milliseconds).toISOString().slice(0, 10) };
  const ofDay = milliseconds - day * dayMilliseconds;
  const seconds = Math.floor(ofDay / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${written.date}T${digits(h)}:${digits(m)}:${digits(s)}.${digits(ofDay % 1000, 3)}Z`;
}

const digits = (value: number, width = 2): string => String(value).padStart(width, '0');
