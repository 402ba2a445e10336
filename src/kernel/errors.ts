/** What a StingError carries. `message` and `extensions` may reach the client; `detail` and `cause` only the log. */
interface StingErrorInit {
  /** Stable snake_case code; every code has its line in docs/errors.md. */
  code: string;
  /** HTTP status that fits the error, 400-599. */
  status: number;
  /** A sentence for the person: what happened and the next step. */
  message: string;
  /** Members added to the problem document, such as `needs`. */
  extensions?: Record<string, unknown>;
  /** What the operator wants to know. */
  detail?: string;
  cause?: unknown;
}

/** The one error type of requests. Expected answers are values; throw this for refusals that end a request. */
export class StingError extends Error {
  override readonly name = 'StingError';
  readonly code: string;
  readonly status: number;
  readonly extensions: Record<string, unknown>;
  readonly detail: string | undefined;

  constructor({ code, status, message, extensions = {}, detail, cause }: StingErrorInit) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.extensions = extensions;
    this.detail = detail;
  }
}

/**
 * What the operator of the machine has to put right before STING can start or a command can run. The message says what
 * and how; a stack trace would only hide it.
 */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
}

/** 404 for everything that does not exist or may not be known to exist: both answer alike. */
export function notFound(what = 'resource'): StingError {
  return new StingError({ code: 'not_found', status: 404, message: `This ${what} does not exist.` });
}

/** 400 for input that is well formed but not acceptable. */
export function badRequest(code: string, message: string, detail?: string): StingError {
  return new StingError({ code, status: 400, message, ...(detail === undefined ? {} : { detail }) });
}
