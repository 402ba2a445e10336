/** The value below which this share (0 to 1) of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** Calls `work` once for each input, one after the other; answers how long each call took, in milliseconds. */
export async function timed<T>(inputs: readonly T[], work: (input: T) => unknown): Promise<number[]> {
  const samples: number[] = [];
  for (const input of inputs) {
    const start = performance.now();
    await work(input);
    samples.push(performance.now() - start);
  }
  return samples;
}

/** 0, 1, ... up to `count`. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
