import { X509Certificate } from 'node:crypto';

/** Longer chains do not occur; the bound keeps a hostile statement cheap. */
const longestChain = 6;

/**
 * Whether the certificates of an attestation statement, leaf first, lead to one of the roots (WebAuthn L3 §7.1
 * steps 23 and 24). A root may also be the leaf itself, as metadata lists single certificates. Names, validity at `now`
 * (milliseconds), the CA flag and every signature are checked; nothing is fetched, so revocation is the metadata's matter.
 */
export function chainsToRoot(x5c: readonly Uint8Array[], roots: readonly X509Certificate[], now: number): boolean {
  if (x5c.length === 0 || x5c.length > longestChain) return false;
  const chain = parseAll(x5c);
  if (!chain?.every((certificate) => valid(certificate, now))) return false;
  for (const [index, certificate] of chain.entries()) {
    if (roots.some((root) => root.raw.equals(certificate.raw))) return true;
    if (roots.some((root) => valid(root, now) && issued(root, certificate))) return true;
    const next = chain[index + 1];
    if (!next || !issued(next, certificate)) return false;
  }
  return false;
}

function parseAll(x5c: readonly Uint8Array[]): X509Certificate[] | null {
  try {
    return x5c.map((der) => new X509Certificate(der));
  } catch {
    // OpenSSL throws for exactly one reason: not a certificate.
    return null;
  }
}

function valid(certificate: X509Certificate, now: number): boolean {
  return certificate.validFromDate.getTime() <= now && now <= certificate.validToDate.getTime();
}

function issued(issuer: X509Certificate, subject: X509Certificate): boolean {
  return issuer.ca && subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
}
