import type { Call } from './call.ts';
import { Cancelled, NetworkFailure } from './refusal.ts';

export interface Answer {
  status: number;
  /** Parsed JSON; null when there was none. What a transport for content brings is its own. */
  body: unknown;
}

/** Carries one call to the server and its answer back. Throws `NetworkFailure` when none arrives. */
export type Transport = (call: Call, headers: Record<string, string>) => Promise<Answer>;

export const overFetch: Transport = async ({ method, path, body }, headers) => {
  const unsafe = method !== 'GET';
  try {
    const response = await fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(unsafe ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(unsafe ? { body: JSON.stringify(body ?? {}) } : {}),
    });
    return { status: response.status, body: parsed(await response.text()) };
  } catch (cause) {
    throw new NetworkFailure('No answer from the server.', { cause });
  }
};

/** Fetches content: the body of an accepted answer is a `Blob`. */
export const overContent: Transport = async ({ path }, headers) => {
  try {
    const response = await fetch(path, { headers });
    return { status: response.status, body: response.ok ? await response.blob() : parsed(await response.text()) };
  } catch (cause) {
    throw new NetworkFailure('No answer from the server.', { cause });
  }
};

/**
 * Sends one file as the multipart field `file`. XMLHttpRequest, because fetch does not tell how far an upload has come.
 * `onProgress` receives a share between 0 and 1.
 */
export function overUpload(file: File, onProgress: (share: number) => void, signal: AbortSignal): Transport {
  return ({ method, path }, headers) =>
    new Promise((resolve, reject) => {
      const form = new FormData();
      form.set('file', file, file.name);
      const request = new XMLHttpRequest();
      request.open(method, path);
      request.setRequestHeader('accept', 'application/json');
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
      request.onload = () => resolve({ status: request.status, body: parsed(request.responseText) });
      request.onerror = () => reject(new NetworkFailure('The upload was interrupted.'));
      request.onabort = () => reject(new Cancelled('The upload was cancelled.'));
      signal.addEventListener('abort', () => request.abort(), { once: true });
      if (signal.aborted) reject(new Cancelled('The upload was cancelled.'));
      else request.send(form);
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
