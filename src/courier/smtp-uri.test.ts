import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OperatorError } from '../kernel/errors.ts';
import { smtpServer } from './smtp-uri.ts';

describe('the URI of a mail server', () => {
  const verified = { rejectUnauthorized: true, minVersion: 'TLSv1.2' };
  const read: Record<string, object> = {
    'smtps://alice:p%40ss%2Fword@mail.example.com:4650': {
      host: 'mail.example.com',
      port: 4650,
      secure: true,
      requireTLS: false,
      ignoreTLS: false,
      auth: { user: 'alice', pass: 'p@ss/word' },
      tls: verified,
    },
    'smtp://mail.example.com': {
      host: 'mail.example.com',
      port: 587,
      secure: false,
      requireTLS: true,
      ignoreTLS: false,
      tls: verified,
    },
    'smtps://[2001:db8::1]/?server_name=mail.example.com&skip_ssl_verify=false': {
      host: '2001:db8::1',
      port: 465,
      secure: true,
      requireTLS: false,
      ignoreTLS: false,
      tls: { ...verified, servername: 'mail.example.com' },
    },
    'smtp://127.0.0.1:1025/?disable_starttls=true&skip_ssl_verify=1': {
      host: '127.0.0.1',
      port: 1025,
      secure: false,
      requireTLS: false,
      ignoreTLS: true,
      tls: { ...verified, rejectUnauthorized: false },
    },
  };
  for (const [uri, server] of Object.entries(read)) {
    it(`${uri} is read`, () => assert.deepEqual(smtpServer(uri), server));
  }

  const refused: Record<string, RegExp> = {
    'mail.example.com:25': /has to be like/,
    'http://mail.example.com': /has to be like/,
    'smtp://': /has to be like/,
    'smtps://canary@mail.example.com?skip_ssl_verify=true': /skip_ssl_verify, which is only for a mail server on this/,
    'smtp://canary@mail.example.com?disable_starttls=1': /disable_starttls, which is only for/,
    'smtps://canary@localhost.example.com?skip_ssl_verify=true': /only for/,
    'smtps://canary@127.0.0.1.example.com?skip_ssl_verify=true': /only for/,
    'smtps://canary@0.0.0.0?skip_ssl_verify=true': /only for/,
    'smtps://canary@localhost?skip_ssl_verify=perhaps': /neither true nor false/,
    'smtp://canary@localhost?legacy_ssl=true': /a parameter legacy_ssl, which is not known/,
    'smtp://canary:%zz@localhost': /“%” that stands for nothing/,
  };
  for (const [uri, problem] of Object.entries(refused)) {
    it(`${uri} is refused`, () => {
      assert.throws(
        () => smtpServer(uri),
        (error: Error) => {
          assert.ok(error instanceof OperatorError);
          assert.match(error.message, problem);
          assert.doesNotMatch(error.message, /canary/);
          return true;
        },
      );
    });
  }
});
