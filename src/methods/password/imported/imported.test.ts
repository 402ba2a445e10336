import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readImported } from './imported.ts';

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
const bare = (hex: string) => base64(hex).replace(/=+$/, '');

const scryptKey =
  '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887';
const saltAndPassword = Buffer.from('{SALT}{PASSWORD}').toString('base64');

/** Published values of other implementations, each with its source. */
const vectors: [source: string, password: string, hash: string][] = [
  [
    'argon2id: reference implementation, test.c',
    'password',
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
  ],
  [
    'argon2i: reference implementation, test.c',
    'password',
    '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA',
  ],
  ['bcrypt: jBCrypt tests', 'abc', '$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i'],
  ['bcrypt as 2y', 'abc', '$2y$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i'],
  [
    'PBKDF2 with SHA-1: RFC 6070',
    'password',
    `$pbkdf2-sha1$i=4096,l=20$c2FsdA$${bare('4b007901b765489abead49d926f721d065a429c1')}`,
  ],
  [
    'PBKDF2 with SHA-256: RFC 7914 §11',
    'passwd',
    `$pbkdf2-sha256$i=1$c2FsdA$${bare('55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783')}`,
  ],
  [
    'scrypt: RFC 7914 §12, N by its logarithm',
    'pleaseletmein',
    `$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$${bare(scryptKey)}`,
  ],
  [
    'scrypt: the same as Kratos writes it',
    'pleaseletmein',
    `$scrypt$ln=16384,r=8,p=1$U29kaXVtQ2hsb3JpZGU=$${base64(scryptKey)}`,
  ],
  ['LDAP SHA', 'password', '{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g='],
  ['LDAP salted SHA', 'test123', '{SSHA}JFZFs0oHzxbMwkSJmYVeI8MnTDy/276a'],
  [
    'SHA-256 of salt and password (FIPS 180-2 appendix B.1: "abc")',
    'bc',
    `$sha256$pf=${saltAndPassword}$YQ==$${base64('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')}`,
  ],
];

for (const [source, password, hash] of vectors) {
  test(source, async () => {
    const read = readImported(hash);
    assert.ok('check' in read, JSON.stringify(read));
    assert.equal(await read.check(password), true);
    assert.equal(await read.check(`${password} `), false);
    assert.equal(await read.check(''), false);
  });
}

test('bcrypt looks at 72 bytes, as it did where the hash comes from', async () => {
  const { hash } = await import('bcryptjs');
  const read = readImported(await hash('a'.repeat(80), 4));
  assert.ok('check' in read);
  assert.equal(await read.check('a'.repeat(72)), true);
  assert.equal(await read.check('a'.repeat(71)), false);
});

const key = bare('00'.repeat(32));
const refused: [why: string, hash: string, problem: RegExp][] = [
  ['a password in clear', 'correct horse battery staple', /not known/],
  ['nothing', '', /not known/],
  ['MD5', '$md5$pf=x$YQ==$YQ==', /not known/],
  ['crypt', '$6$salt$hash', /not known/],
  ['an algorithm in other letters', '$ARGON2ID$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$YQ', /not known/],
  ['Argon2d', `$argon2d$v=19$m=64,t=1,p=1$c29tZXNhbHQ$${key}`, /not known/],
  ['argon2 of version 1.0', `$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$${key}`, /argon2id/],
  ['argon2 without a version', `$argon2id$m=64,t=1,p=1$c29tZXNhbHQ$${key}`, /argon2id/],
  ['argon2 with 4 GiB', `$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$${key}`, /out of bounds/],
  ['argon2 with a thousand passes', `$argon2id$v=19$m=64,t=1000,p=1$c29tZXNhbHQ$${key}`, /out of bounds/],
  ['argon2 with less memory than lanes', `$argon2id$v=19$m=8,t=1,p=2$c29tZXNhbHQ$${key}`, /out of bounds/],
  ['argon2 with a short salt', `$argon2id$v=19$m=64,t=1,p=1$c2FsdA$${key}`, /damaged/],
  ['bcrypt with 2^31 rounds', `$2b$31$${'a'.repeat(53)}`, /out of bounds/],
  ['bcrypt that is cut short', `$2b$10$${'a'.repeat(52)}`, /damaged/],
  ['the broken bcrypt of 2011', `$2x$10$${'a'.repeat(53)}`, /damaged/],
  ['PBKDF2 without iterations', `$pbkdf2-sha256$l=32$c2FsdA$${key}`, /damaged/],
  ['PBKDF2 with a billion iterations', `$pbkdf2-sha256$i=1000000000$c2FsdA$${key}`, /out of bounds/],
  ['PBKDF2 with MD5', `$pbkdf2-md5$i=1000$c2FsdA$${key}`, /damaged/],
  ['PBKDF2 with a key of two bytes', '$pbkdf2-sha256$i=1000$c2FsdA$YWI', /damaged/],
  ['scrypt with 32 GiB', `$scrypt$ln=25,r=8,p=1$c2FsdA$${key}`, /out of bounds/],
  ['scrypt with an N that is no power of two', `$scrypt$ln=16383,r=8,p=1$c2FsdA$${key}`, /damaged/],
  ['SHA with half a digest', '{SHA}W6ph5Mm5Pz8G', /damaged/],
  ['SHA that is too long', '{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9gAAAA=', /damaged/],
  ['salted SHA without a salt', '{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=', /damaged/],
  ['a format without the password', `$sha256$pf=${Buffer.from('{SALT}').toString('base64')}$YQ==$${key}=`, /damaged/],
];

for (const [why, hash, problem] of refused) {
  test(`refuses ${why}`, () => {
    const read = readImported(hash);
    assert.ok('problem' in read);
    assert.match(read.problem, problem);
    assert.ok(hash === '' || !read.problem.includes(hash), 'a sentence does not repeat what may be a secret');
  });
}
