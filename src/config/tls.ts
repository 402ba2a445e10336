import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Config } from './schema.ts';

/** Whether the named certificate and private key can be read and belong together; one sentence for each problem. */
export function checkTls(config: Config): string[] {
  const certificateFile = config['serve.public.tls.cert.path'];
  const keyFile = config['serve.public.tls.key.path'];
  if (certificateFile === undefined || keyFile === undefined) return [];
  const certificate = attempt(() => new X509Certificate(readFileSync(certificateFile)));
  const key = attempt(() => createPrivateKey(readFileSync(keyFile)));
  const problems: string[] = [];
  if (!certificate) problems.push('serve.public.tls.cert.path: must be a file that holds a certificate (PEM).');
  if (!key) problems.push('serve.public.tls.key.path: must be a file that holds a private key (PEM, not encrypted).');
  if (certificate && key && !certificate.checkPrivateKey(key)) {
    problems.push('serve.public.tls.key.path: is not the key of the certificate in serve.public.tls.cert.path.');
  }
  return problems;
}

/** Null when it throws: a file that is missing, unreadable or holds something else is the same to the operator. */
function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
