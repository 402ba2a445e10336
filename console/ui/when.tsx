const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

const steps = [
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
] as const;

/** `5 minutes ago` for the last week, the date before that; `3 May 2026` as it is. */
function spoken(at: number, now: number): string {
  const past = now - at;
  if (past < 0 || past >= 7 * 86_400_000) return day.format(at);
  const step = steps.findLast(([, length]) => past >= length);
  return step ? relative.format(-Math.floor(past / step[1]), step[0]) : 'just now';
}

/** A moment, told as people tell it; the exact time is its title. */
export function When({ at }: { at: string }) {
  const time = new Date(at);
  return (
    <time dateTime={at} title={exact.format(time)} className="whitespace-nowrap">
      {spoken(time.getTime(), Date.now())}
    </time>
  );
}
