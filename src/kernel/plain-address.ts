const mapped = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([\da-f]{1,4}):([\da-f]{1,4}))$/i;
const dotted = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/**
 * An address as it is compared: without a zone, and an IPv4 address in IPv6 clothes (RFC 4291 §2.5.5.2) as IPv4. Null for
 * what is no address.
 */
export function plainAddress(ip: string): string | null {
  const [bare = ''] = ip.split('%');
  const [, inside, high, low] = mapped.exec(bare) ?? [];
  if (high !== undefined && low !== undefined) {
    const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
    return [a >> 8, a & 255, b >> 8, b & 255].join('.');
  }
  const address = inside ?? bare;
  const known = /^[\da-f:.]+$/i.test(address) && (dotted.test(address) || URL.canParse(`http://[${address}]`));
  return known ? address : null;
}
