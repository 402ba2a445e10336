import { lookup } from 'node:dns/promises';
import http, { type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { isPrivateAddress } from './private-address.ts';
import { urlGlob } from './url-glob.ts';

/** The only way out: every request that STING makes itself goes through here. */
export interface HttpClient {
  /**
   * Sends one request and answers whatever the server answered; redirects are not followed. Header names of the answer are
   * lower case, its body is text in UTF-8. Throws HttpClientError, and nothing else.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
}

export interface HttpRequest {
  /** http or https, without user and password. */
  url: string;
  method: string;
  headers?: Record<string, string>;
  body?: string;
  /** For all of it: finding the address, connecting, and the answer to its last byte. 10 seconds if left out. */
  timeoutMs?: number;
  /** Of the answer's body. 64 KiB if left out. */
  maxBytes?: number;
  /** Ends it early. */
  signal?: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export type HttpFailure =
  | 'bad_url'
  | 'bad_request'
  | 'private_address'
  | 'unreachable'
  | 'timeout'
  | 'too_large'
  | 'aborted';

/** Why there is no answer. The message names the host and never the rest of the URL, which may hold secrets. */
export class HttpClientError extends Error {
  override readonly name = 'HttpClientError';
  readonly reason: HttpFailure;

  constructor(reason: HttpFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

interface Address {
  address: string;
  family: number;
}

interface HttpClientInit {
  /** Whether every URL may lead to addresses outside of the public internet. */
  allowPrivate: boolean;
  /** The URLs that may, as patterns of `urlGlob`. */
  exceptions: readonly string[];
  /** All addresses of a name; the system's resolver if left out. */
  resolve?: (name: string) => Promise<Address[]>;
}

/** Set by the client itself: a second one would let the two ends disagree about where a request ends or whose it is. */
const ownHeaders = new Set(['connection', 'content-length', 'expect', 'host', 'transfer-encoding', 'upgrade']);
const methods = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/** A client that reaches private addresses only where allowed. Throws a TypeError for an exception that is no pattern. */
export function createHttpClient({ allowPrivate, exceptions, resolve = resolveName }: HttpClientInit): HttpClient {
  const excepted = exceptions.map(urlGlob);

  /** Where `url` leads. Connections are made to these addresses and no others, so a name cannot change meanwhile. */
  async function addressesOf(url: URL): Promise<Address[]> {
    const name = url.hostname.replace(/^\[|\]$/g, '');
    const literal = /^[\d.]+$|:/.test(name);
    const addresses = literal ? [{ address: name, family: name.includes(':') ? 6 : 4 }] : await resolve(name);
    const mayBePrivate = allowPrivate || excepted.some((matches) => matches(url));
    if (!mayBePrivate && addresses.some(({ address }) => isPrivateAddress(address)))
      throw new HttpClientError(
        'private_address',
        `${url.host} leads to an address that is not of the public internet.`,
      );
    if (addresses.length === 0) throw new HttpClientError('unreachable', `${url.host} has no address.`);
    return addresses;
  }

  return {
    async send({ url, method, headers = {}, body, timeoutMs = 10_000, maxBytes = 65_536, signal: early }) {
      const target = parse(url);
      const deadline = AbortSignal.timeout(timeoutMs);
      const signal = early ? AbortSignal.any([deadline, early]) : deadline;
      try {
        const addresses = await Promise.race([addressesOf(target), aborted(signal)]);
        const response = await answerOf(target, { method, headers: checked(method, headers), signal }, addresses, body);
        return {
          status: response.statusCode!,
          headers: Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')]),
          ),
          body: await textOf(response, maxBytes),
        };
      } catch (error) {
        throw failure(error, target, { deadline, early });
      }
    },
  };
}

async function resolveName(name: string): Promise<Address[]> {
  return loopbackName.test(name) ? loopback : lookup(name, { all: true });
}

/** Names that no name server is asked for (RFC 6761 §6.3). */
const loopbackName = /(?:^|\.)localhost\.?$/;
const loopback: Address[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

function parse(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw new HttpClientError('bad_url', 'The URL cannot be read.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new HttpClientError('bad_url', `A URL begins with http or https, not with ${url.protocol}`);
  if (url.username !== '' || url.password !== '')
    throw new HttpClientError('bad_url', `The URL of ${url.host} holds credentials.`);
  return url;
}

function checked(method: string, headers: Record<string, string>): Record<string, string> {
  if (!methods.has(method)) throw new HttpClientError('bad_request', `There is no method ${method}.`);
  const own = Object.keys(headers).find((name) => ownHeaders.has(name.toLowerCase()));
  if (own) throw new HttpClientError('bad_request', `The header ${own} cannot be set.`);
  return { ...headers, 'accept-encoding': 'identity' };
}

/** Sends the request on a connection of its own and waits for the head of the answer. */
async function answerOf(url: URL, options: RequestOptions, addresses: Address[], body = ''): Promise<IncomingMessage> {
  const answered = Promise.withResolvers<IncomingMessage>();
  const request = (url.protocol === 'https:' ? https : http).request(url, {
    ...options,
    agent: false,
    // Whatever NODE_TLS_REJECT_UNAUTHORIZED says.
    rejectUnauthorized: true,
    lookup: (_name, { all }, callback) =>
      all ? callback(null, addresses) : callback(null, addresses[0]!.address, addresses[0]!.family),
  });
  request.once('response', answered.resolve);
  request.on('error', answered.reject);
  request.once('close', () => answered.reject(new Error('The connection ended without an answer.')));
  request.end(body);
  return answered.promise;
}

async function textOf(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early closes the connection.
  for await (const chunk of response) {
    size += chunk.length;
    if (size > maxBytes) throw new HttpClientError('too_large', `The answer is larger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function aborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

interface Ends {
  deadline: AbortSignal;
  early: AbortSignal | undefined;
}

function failure(error: unknown, { host }: URL, { deadline, early }: Ends): HttpClientError {
  if (error instanceof HttpClientError) return error;
  if (early?.aborted) return new HttpClientError('aborted', `The request to ${host} was given up.`, error);
  if (deadline.aborted) return new HttpClientError('timeout', `${host} did not answer in time.`, error);
  const { code = '' } = error as { code?: string };
  if (code === 'HPE_HEADER_OVERFLOW') return new HttpClientError('too_large', `${host} sent too many headers.`, error);
  if (/^ERR_(?:INVALID_CHAR|INVALID_HTTP_TOKEN)$/.test(code))
    return new HttpClientError('bad_request', `The headers for ${host} cannot be sent.`, error);
  return new HttpClientError('unreachable', `${host} cannot be reached${code && `: ${code}`}.`, error);
}
