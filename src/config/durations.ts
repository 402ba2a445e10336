const unitSeconds: Record<string, number> = { d: 86400, h: 3600, m: 60, s: 1, ms: 0.001 };

/** `1h30m`, `10m`, `90s` in seconds; null when it is no duration. Units as in Go, and `d`. */
export function parseDuration(raw: unknown): number | null {
  if (typeof raw !== 'string' || !/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(raw)) return null;
  let seconds = 0;
  for (const [, amount, unit] of raw.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    seconds += Number(amount) * unitSeconds[unit!]!;
  }
  return seconds;
}

/** Whole seconds as `parseDuration` reads them, in the largest units that fit: 5400 is `1h30m`. */
export function formatDuration(seconds: number): string {
  let rest = seconds;
  let written = '';
  for (const unit of ['d', 'h', 'm', 's']) {
    const amount = Math.floor(rest / unitSeconds[unit]!);
    if (amount > 0) written += `${amount}${unit}`;
    rest -= amount * unitSeconds[unit]!;
  }
  return written || '0s';
}
