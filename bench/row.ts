/** One line of the result. All times of a row are in its unit. */
export interface Row {
  what: string;
  unit: 'µs' | 'ms' | 's' | 'KB' | 'MB' | 'bytes' | 'per s' | 'requests';
  median: number;
  p99?: number;
  /** The same work without STING, measured in the same run. */
  bare?: number;
  /** What it should be; without limits the row is for information. */
  limits?: Limit[];
}

export interface Limit {
  /** `ratio` is the median over `bare`. */
  of: 'median' | 'p99' | 'ratio';
  most?: number;
  least?: number;
}

/** Of the median to the bare work; undefined where there is none. */
export function ratioOf({ median, bare }: Row): number | undefined {
  return bare === undefined ? undefined : median / bare;
}

/** Whether a row is within all its limits; null for one that is for information. */
export function passes(row: Row): boolean | null {
  if (!row.limits) return null;
  return row.limits.every(({ of, most = Number.POSITIVE_INFINITY, least = 0 }) => {
    const value = of === 'ratio' ? ratioOf(row) : row[of];
    return value !== undefined && value <= most && value >= least;
  });
}
