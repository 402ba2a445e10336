import type { Mode } from '../../src/assurance/evidence.ts';
import { type MethodRow, methodTable } from '../../src/assurance/method-table.ts';
import { heading, table } from './table.ts';

const names: Record<MethodRow['method'], string> = {
  passkey: 'passkey',
  webauthn: 'security key',
  totp: 'authenticator app',
  lookup_secret: 'backup code',
  code: 'code',
  link: 'link',
  password: 'password',
};

/** docs/methods.md, from the table that levels are counted by. */
export function methods(): string {
  return `${heading('Methods')}
What each way to prove oneself is worth. Levels are counted from what was proven in a session, never from what an account has: this is the
table that the server counts by, and \`GET /api/methods\` answers it with what is switched on.

- **alone**: the level of this proof by itself, **verified** when the authenticator has checked a PIN, a fingerprint or a face.
- **second**: the level beside a first proof of another kind. Two proofs of one kind never count as two.

## Mode \`product\`

Two different kinds are two factors.

${inMode('product')}

## Mode \`nist\`

As SP 800-63B-4 counts: e-mail is no factor, and two things that somebody has are one.

${inMode('nist')}

## What can go wrong

${table(
  ['method', 'risk'],
  methodTable('product').map((row) => [nameOf(row), row.risk]),
)}
`;
}

const nameOf = ({ method, channel }: MethodRow) =>
  `\`${method}\` ${names[method]}${channel === null ? '' : ` by ${channel === 'sms' ? 'SMS' : 'e-mail'}`}`;

function inMode(mode: Mode): string {
  const rows = methodTable(mode).map((row) => [
    nameOf(row),
    row.class,
    row.phishing_resistant ? 'yes' : 'no',
    row.alone,
    row.user_verified ?? '',
    row.second,
  ]);
  return table(['method', 'class', 'resists phishing', 'alone', 'verified', 'second'], rows);
}
