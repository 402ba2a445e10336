/** One kind of value: reads what YAML or the environment gave, or answers a sentence that says what is wrong. */
export interface Kind<T> {
  /** For documentation: `duration 1m-10m`. */
  readonly name: string;
  read(raw: unknown): { value: T } | { problem: string };
}

const problem = (sentence: string) => ({ problem: sentence });

export function text({ pattern, hint = 'text' }: { pattern?: RegExp; hint?: string } = {}): Kind<string> {
  return {
    name: hint,
    read: (raw) =>
      typeof raw === 'string' && raw !== '' && (!pattern || pattern.test(raw))
        ? { value: raw }
        : problem(`must be ${hint}`),
  };
}

export function flag(): Kind<boolean> {
  return {
    name: 'true | false',
    read: (raw) => {
      if (raw === true || raw === 'true') return { value: true };
      if (raw === false || raw === 'false') return { value: false };
      return problem('must be true or false');
    },
  };
}

export function oneOf<const T extends string>(...values: T[]): Kind<T> {
  return {
    name: values.join(' | '),
    read: (raw) => (values.includes(raw as T) ? { value: raw as T } : problem(`must be one of ${values.join(', ')}`)),
  };
}

export function integer(min: number, max: number): Kind<number> {
  return {
    name: `integer ${min}-${max}`,
    read: (raw) => {
      const value = typeof raw === 'string' && /^-?\d+$/.test(raw) ? Number(raw) : raw;
      return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
        ? { value: value as number }
        : problem(`must be a whole number from ${min} to ${max}`);
    },
  };
}

const unitSeconds: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 };

/** `1h30m`, `10m`, `90s` in seconds; null when it is no duration. Units as in Go, and `d`. */
export function parseDuration(raw: unknown): number | null {
  if (typeof raw !== 'string' || !/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(raw)) return null;
  let seconds = 0;
  for (const [, amount, unit] of raw.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    seconds += Number(amount) * unitSeconds[unit!]!;
  }
  return seconds;
}

/** A duration between two others, in seconds. */
export function duration(min: string, max: string): Kind<number> {
  const [least, most] = [parseDuration(min)!, parseDuration(max)!];
  return {
    name: `duration ${min}-${max}`,
    read: (raw) => {
      const value = parseDuration(raw);
      return value !== null && value >= least && value <= most
        ? { value }
        : problem(`must be a duration from ${min} to ${max}, such as ${max}`);
    },
  };
}

/** An absolute http(s) URL, without credentials and without a trailing slash. */
export function url(): Kind<string> {
  return {
    name: 'URL',
    read: (raw) => {
      const parsed = typeof raw === 'string' ? URL.parse(raw) : null;
      if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.username || parsed.password) {
        return problem('must be an absolute http or https URL');
      }
      return { value: (raw as string).replace(/\/+$/, '') };
    },
  };
}

export function listOf<T>(item: Kind<T>): Kind<T[]> {
  return {
    name: `list of ${item.name}`,
    read: (raw) => {
      const entries = typeof raw === 'string' ? raw.split(',').map((entry) => entry.trim()) : raw;
      if (!Array.isArray(entries)) return problem(`must be a list of ${item.name}`);
      const values: T[] = [];
      for (const entry of entries) {
        const result = item.read(entry);
        if ('problem' in result) return problem(`has an entry that ${result.problem}`);
        values.push(result.value);
      }
      return { value: values };
    },
  };
}
