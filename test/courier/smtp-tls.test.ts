import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import tls from 'node:tls';
import { createCertificate } from '../support/certificate.ts';
import { startCourier } from '../support/courier.ts';
import { startMailServer } from '../support/mail-server.ts';

const authority = createCertificate({ name: 'Test authority', ca: true, issuer: null });
const forLocalhost = createCertificate({ name: 'localhost', ca: false, issuer: authority });
const trusted = {
  cert: forLocalhost.pem,
  key: forLocalhost.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
const selfSigned = createCertificate({ name: 'localhost', ca: false, issuer: null });
const untrusted = {
  cert: selfSigned.pem,
  key: selfSigned.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
const startTls = { disabledCommands: [] as string[] };

const systemAuthorities = tls.getCACertificates('default');
tls.setDefaultCACertificates([...systemAuthorities, authority.pem]);
after(() => tls.setDefaultCACertificates(systemAuthorities));

/** What a server offers, the URI it is reached by, and how the attempt ends. */
const cases: [string, object, (port: number) => string, 'encrypted' | 'plain' | RegExp][] = [
  ['STARTTLS with a trusted certificate', { ...trusted, ...startTls }, (p) => `smtp://localhost:${p}`, 'encrypted'],
  ['TLS with a trusted certificate', { ...trusted, secure: true }, (p) => `smtps://localhost:${p}`, 'encrypted'],
  [
    'a certificate of somebody else',
    { ...trusted, secure: true },
    (p) => `smtps://127.0.0.1:${p}`,
    /ERR_TLS_CERT_ALTNAME_INVALID/,
  ],
  [
    'the certificate of the name that is expected',
    { ...trusted, secure: true },
    (p) => `smtps://127.0.0.1:${p}?server_name=localhost`,
    'encrypted',
  ],
  [
    'STARTTLS with a certificate of its own',
    { ...untrusted, ...startTls },
    (p) => `smtp://localhost:${p}`,
    /self-signed/,
  ],
  ['TLS with a certificate of its own', { ...untrusted, secure: true }, (p) => `smtps://localhost:${p}`, /self-signed/],
  [
    'the same, looked away from',
    { ...untrusted, secure: true },
    (p) => `smtps://localhost:${p}?skip_ssl_verify=true`,
    'encrypted',
  ],
  [
    'STARTTLS, turned off',
    { ...untrusted, ...startTls },
    (p) => `smtp://localhost:${p}?disable_starttls=true`,
    'plain',
  ],
  ['no encryption on this machine', {}, (p) => `smtp://localhost:${p}`, 'plain'],
  // 0.0.0.0 leads to this machine, and is none of the names that are known to.
  ['no encryption elsewhere', {}, (p) => `smtp://0.0.0.0:${p}`, /STARTTLS/],
];

describe('a mail server', () => {
  for (const [what, server, uri, end] of cases) {
    it(`with ${what}`, async (t) => {
      const { port, arrived } = await startMailServer(t, server);
      const { courier, queue, store } = await startCourier(t, {
        email: { type: 'smtp', connectionUri: uri(port), fromAddress: 'no-reply@example.com' },
      });
      const id = await queue();
      await courier.dispatch();
      const message = await courier.message(store.read, id);
      if (end instanceof RegExp) {
        assert.match(message?.dispatches[0]?.error ?? '', end);
        assert.deepEqual([message?.status, courier.failing('email'), arrived.length], ['queued', true, 0]);
      } else {
        assert.deepEqual([message?.status, arrived[0]?.secure], ['sent', end === 'encrypted']);
      }
    });
  }

  it('that wants a password gets it, and a wrong one is not repeated in the record', async (t) => {
    const { port, arrived } = await startMailServer(t, {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, callback) =>
        password === 'p@ss w0rd'
          ? callback(null, { user: username! })
          : callback(new Error(`Invalid password ${password} for ${username}`)),
    });
    const send = async (password: string) => {
      const connectionUri = `smtp://sting:${encodeURIComponent(password)}@localhost:${port}`;
      const { courier, queue, store } = await startCourier(t, {
        email: { type: 'smtp', connectionUri, fromAddress: 'no-reply@example.com' },
      });
      const id = await queue();
      await courier.dispatch();
      return courier.message(store.read, id);
    };
    assert.equal((await send('p@ss w0rd'))?.status, 'sent');
    assert.equal(arrived.length, 1);
    const refused = await send('wrong-secret');
    assert.match(refused?.dispatches[0]?.error ?? '', /535/);
    assert.doesNotMatch(refused?.dispatches[0]?.error ?? '', /wrong-secret/);
  });
});
