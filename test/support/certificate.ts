import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate and its key. */
export interface TestCertificate {
  der: Buffer;
  pem: string;
  privateKey: KeyObject;
}

interface CertificateInit {
  /** Common name; the rest of the subject is what an attestation certificate needs (WebAuthn L3 §8.2.1). */
  name: string;
  ca: boolean;
  /** Null signs itself. */
  issuer: (TestCertificate & { name: string }) | null;
  notBefore?: Date;
  notAfter?: Date;
}

/** Makes a P-256 X.509 certificate (RFC 5280), just complete enough for attestation statements. */
export function createCertificate({
  name,
  ca,
  issuer,
  notBefore = new Date('2020-01-01T00:00:00Z'),
  notAfter = new Date('2049-01-01T00:00:00Z'),
}: CertificateInit): TestCertificate & { name: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
  const tbs = sequence(
    tlv(0xa0, integer(2)),
    integer(1),
    algorithm,
    distinguishedName(issuer?.name ?? name),
    sequence(utcTime(notBefore), utcTime(notAfter)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(basicConstraints(ca))),
  );
  const signature = sign('sha256', tbs, issuer?.privateKey ?? privateKey);
  const der = sequence(tbs, algorithm, tlv(0x03, Buffer.from([0]), signature));
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
  return { name, der, pem, privateKey };
}

function basicConstraints(ca: boolean): Buffer {
  const value = ca ? sequence(tlv(0x01, Buffer.from([0xff]))) : sequence();
  return sequence(oid('2.5.29.19'), tlv(0x01, Buffer.from([0xff])), tlv(0x04, value));
}

function distinguishedName(name: string): Buffer {
  const attribute = (type: string, value: string) =>
    tlv(0x31, sequence(oid(type), tlv(type === '2.5.4.6' ? 0x13 : 0x0c, Buffer.from(value))));
  return sequence(
    attribute('2.5.4.6', 'DE'),
    attribute('2.5.4.10', 'Example Keys'),
    attribute('2.5.4.11', 'Authenticator Attestation'),
    attribute('2.5.4.3', name),
  );
}

function tlv(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...items: Uint8Array[]): Buffer {
  return tlv(0x30, ...items);
}

function integer(value: number): Buffer {
  return tlv(0x02, Buffer.from([value]));
}

function oid(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const septets = (value: number): number[] => {
    const bytes = [value & 0x7f];
    for (let left = value >> 7; left > 0; left >>= 7) bytes.unshift((left & 0x7f) | 0x80);
    return bytes;
  };
  return tlv(0x06, Buffer.from([first! * 40 + second!, ...rest.flatMap(septets)]));
}

function utcTime(date: Date): Buffer {
  return tlv(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
}
