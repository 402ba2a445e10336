/** NIST SP 800-63B-4 §3.2.2: at most 100 consecutive failures. */
const hardStop = 100;
const freeFailures = 4;
const longestDelaySeconds = 3600;

/** Seconds to wait after this many consecutive failures: nothing for four, then doubling; null is for ever. */
export function delaySeconds(failures: number): number | null {
  if (failures >= hardStop) return null;
  return failures <= freeFailures ? 0 : Math.min(2 ** (failures - freeFailures), longestDelaySeconds);
}
