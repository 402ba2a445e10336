import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it, test } from 'node:test';
import { createCertificate } from '../../test/support/certificate.ts';
import { temporaryFolder } from '../../test/support/temporary.ts';
import type { Config } from './config.ts';
import { checkTls } from './tls.ts';

const check = (cert?: string, key?: string) =>
  checkTls({ 'serve.public.tls.cert.path': cert, 'serve.public.tls.key.path': key } as Config);

test('without TLS there is nothing to check', () => assert.deepEqual(check(), []));

const folder = await temporaryFolder({ after });
const mine = createCertificate({ name: 'login.example.com', ca: false, issuer: null });
const other = createCertificate({ name: 'other.example.com', ca: false, issuer: null });
const contents = {
  cert: mine.pem,
  key: mine.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  otherKey: other.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  sealedKey: mine.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }),
  text: 'hello\n',
};
for (const [name, content] of Object.entries(contents)) writeFileSync(join(folder, name), content);

describe('TLS', () => {
  const noCertificate = 'serve.public.tls.cert.path: must be a file that holds a certificate (PEM).';
  const noKey = 'serve.public.tls.key.path: must be a file that holds a private key (PEM, not encrypted).';
  const foreign = 'serve.public.tls.key.path: is not the key of the certificate in serve.public.tls.cert.path.';

  const cases: [cert: string, key: string, problems: string[]][] = [
    ['cert', 'key', []],
    ['none', 'key', [noCertificate]],
    ['cert', 'none', [noKey]],
    ['key', 'cert', [noCertificate, noKey]],
    ['text', 'text', [noCertificate, noKey]],
    ['cert', 'sealedKey', [noKey]],
    ['cert', 'otherKey', [foreign]],
  ];
  for (const [cert, key, problems] of cases) {
    it(`${cert} with ${key}`, () => assert.deepEqual(check(join(folder, cert), join(folder, key)), problems));
  }
});
