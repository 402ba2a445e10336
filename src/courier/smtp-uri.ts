import { OperatorError } from '../kernel/errors.ts';

/** How to reach a mail server, as nodemailer takes it. */
export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the first byte. */
  secure: boolean;
  /** STARTTLS or nothing. */
  requireTLS: boolean;
  ignoreTLS: boolean;
  auth?: { user: string; pass: string };
  tls: { rejectUnauthorized: boolean; minVersion: 'TLSv1.2'; servername?: string };
}

const switches = ['skip_ssl_verify', 'disable_starttls'] as const;

/**
 * Reads `courier.smtp.connection_uri`, with Kratos's parameters `skip_ssl_verify`, `disable_starttls` and `server_name`.
 * Mail holds codes: TLS is asked of every server that is not on this machine, with a valid certificate. Throws OperatorError,
 * whose sentence never quotes the URI, because it holds the password.
 */
export function smtpServer(uri: string): SmtpServer {
  const url = URL.parse(uri);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '')
    throw refused('has to be like smtps://user:password@mail.example.com:465 or smtp://mail.example.com:587');
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const local = isLoopback(host);
  for (const [name] of url.searchParams)
    if (name !== 'server_name' && !switches.some((known) => known === name))
      throw refused(`has a parameter ${name}, which is not known`);
  const [skipVerify, noStartTls] = switches.map((name) => {
    const on = isOn(url, name);
    if (on && !local)
      throw refused(`says ${name}, which is only for a mail server on this machine: mail holds the codes to sign in`);
    return on;
  });
  const secure = url.protocol === 'smtps:';
  const user = decoded(url.username);
  const servername = url.searchParams.get('server_name');
  return {
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !local,
    ignoreTLS: noStartTls!,
    ...(user === '' ? {} : { auth: { user, pass: decoded(url.password) } }),
    tls: { rejectUnauthorized: !skipVerify, minVersion: 'TLSv1.2', ...(servername ? { servername } : {}) },
  };
}

/** What only this machine can listen on, in the spellings that need no name server. */
const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host);

function isOn(url: URL, name: string): boolean {
  const value = url.searchParams.get(name) ?? 'false';
  if (!/^(?:true|false|1|0)$/.test(value)) throw refused(`has a ${name} that is neither true nor false`);
  return value === 'true' || value === '1';
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw refused('has a user or password with a “%” that stands for nothing: write it as %25');
  }
}

const refused = (problem: string) => new OperatorError(`courier.smtp.connection_uri ${problem}.`);
