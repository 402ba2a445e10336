/** Where a request came from, as audit events and sessions remember it. */
export interface Origin {
  /** Request id, echoed to the client. */
  requestId: string;
  /** Address without port. */
  ip: string;
  userAgent: string;
  /** What the person reads best (BCP 47), from Accept-Language; messages to them are written in it. */
  language?: string;
  /** Two letters, where a trusted proxy says it. */
  country?: string | undefined;
}

/** The operator at the machine: CLI commands and the start-up. */
export const localOrigin: Origin = { requestId: 'local', ip: '127.0.0.1', userAgent: 'sting-cli' };
