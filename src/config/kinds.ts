import { formatDuration, parseDuration } from './durations.ts';
import { isPlaceholder } from './placeholder.ts';

/**
 * What reading a value comes to. The problem is the end of a sentence and never repeats the value: it may be a secret.
 * `at` is where in the value it lies: `[1].config.secret`. `beyond` is the bound that a value is outside of which Kratos
 * would take.
 */
export type Reading<T> = { value: T; beyond?: string } | { problem: string; at?: string };

/** Where a value stands: the folder that relative paths in it begin at. */
export interface Place {
  folder: string;
}

/** One kind of value: reads what YAML, the environment or the command line gave. */
export interface Kind<T> {
  /** For documentation: `duration`. */
  readonly type: string;
  /** What the value has to fit, for documentation: `1m to 30d`. */
  readonly bound: string;
  /** Holds members or entries of its own; in the environment it is JSON. */
  readonly structured?: true;
  read(raw: unknown, place?: Place): Reading<T>;
  /** The value as an operator writes it, without the secrets in it. */
  write(value: T): string;
}

export const problem = (sentence: string) => ({ problem: sentence });

/** One line of text. `what` names it (`a folder`); `fits` says whether it can be one. */
export function text(what = 'one line of text', fits: (value: string) => boolean = () => true): Kind<string> {
  return {
    type: 'text',
    bound: what,
    read: (raw) => {
      if (typeof raw !== 'string' || !/^\S(?:.*\S)?$/.test(raw) || /\p{Cc}/u.test(raw) || !fits(raw)) {
        return problem(`must be ${what}`);
      }
      return isPlaceholder(raw) ? problem('is a placeholder: put a value of your own in its place') : { value: raw };
    },
    write: (value) => value,
  };
}

export function flag(): Kind<boolean> {
  return {
    type: 'switch',
    bound: 'true or false',
    read: (raw) => {
      if (raw === true || raw === 'true') return { value: true };
      if (raw === false || raw === 'false') return { value: false };
      return problem('must be true or false');
    },
    write: String,
  };
}

export function oneOf<const T extends string>(...values: T[]): Kind<T> {
  return {
    type: 'choice',
    bound: values.join(', '),
    read: (raw) => (values.includes(raw as T) ? { value: raw as T } : problem(`must be one of ${values.join(', ')}`)),
    write: (value) => value,
  };
}

/** A setting of Kratos that has one position in STING; `why` is the rest of the sentence about every other. */
export function only<const T extends string | boolean>(value: T, why: string): Kind<T> {
  return {
    type: 'fixed',
    bound: `${value}`,
    read: (raw) => (raw === value || raw === String(value) ? { value } : problem(`must be ${value}: ${why}`)),
    write: String,
  };
}

export function integer(min: number, max: number): Kind<number> {
  return {
    type: 'whole number',
    bound: `${min} to ${max}`,
    read: (raw) => {
      const value = typeof raw === 'string' && /^-?\d{1,15}$/.test(raw) ? Number(raw) : raw;
      return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
        ? { value: value as number }
        : problem(`must be a whole number from ${min} to ${max}`);
    },
    write: String,
  };
}

/** A duration between two others, in seconds. */
export function duration(min: string, max: string): Kind<number> {
  const [least, most] = [parseDuration(min)!, parseDuration(max)!];
  return {
    type: 'duration',
    bound: `${min} to ${max}`,
    read: (raw) => {
      const value = parseDuration(raw);
      return value !== null && value >= least && value <= most
        ? { value }
        : problem(`must be a duration from ${min} to ${max}, such as ${max}`);
    },
    write: formatDuration,
  };
}

/**
 * A key of Kratos whose bound in STING is narrower: what only Kratos allows is used as it is, with a warning, so that an
 * existing file starts. The profile `regulated` refuses it.
 */
export function advised<T>(bound: Kind<T>, allowed: Kind<T>): Kind<T> {
  return {
    ...bound,
    bound: `${bound.bound}; ${allowed.bound} with a warning`,
    read: (raw, place) => {
      if ('value' in bound.read(raw, place)) return bound.read(raw, place);
      const result = allowed.read(raw, place);
      return 'value' in result ? { ...result, beyond: bound.bound } : result;
    },
  };
}

/** An absolute http(s) URL, without credentials, query and fragment, and without a trailing slash. */
export function url(): Kind<string> {
  return {
    type: 'URL',
    bound: 'http or https, without query and fragment',
    read: (raw) => {
      const parsed = typeof raw === 'string' && !/[\s\p{Cc}]/u.test(raw) ? URL.parse(raw) : null;
      if (!parsed || !/^https?:$/.test(parsed.protocol)) return problem('must be an absolute http or https URL');
      if (parsed.username || parsed.password) return problem('must not hold a user name or password');
      if (/[?#]/.test(raw as string)) return problem('must have neither query nor fragment');
      if (isPlaceholder(raw as string)) return problem('is a placeholder: put a value of your own in its place');
      return { value: (raw as string).replace(/\/+$/, '') };
    },
    write: (value) => value,
  };
}

/** Several of one kind: a YAML list, JSON, or separated by commas; none are `[]`. */
export function listOf<T>(item: Kind<T>): Kind<T[]> {
  return {
    type: 'list',
    bound: item.type === 'text' ? `each ${item.bound}` : `each a ${item.type}: ${item.bound}`,
    read: (raw, place) => {
      const entries = typeof raw === 'string' ? (parsed(raw) ?? raw.split(',').map((entry) => entry.trim())) : raw;
      if (!Array.isArray(entries)) return problem('must be a list');
      const values: T[] = [];
      for (const [index, entry] of entries.entries()) {
        const result = item.read(entry, place);
        if ('value' in result) values.push(result.value);
        else if (item.structured) return { ...result, at: `[${index}]${result.at ?? ''}` };
        else return problem(`has an entry (number ${index + 1}) that ${result.problem}`);
      }
      return { value: values };
    },
    write: (values) => {
      const written = values.map((value) => item.write(value));
      return item.structured ? `[${written.join(', ')}]` : written.join(', ') || '[]';
    },
  };
}

/** What a text in JSON holds when it is a list or has members; else undefined. */
export function parsed(raw: string): unknown {
  if (!/^[[{]/.test(raw)) return undefined;
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
