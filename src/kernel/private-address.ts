/** Blocks that are not of the public internet: IANA IPv4 Special-Purpose Address Registry (RFC 6890), and multicast. */
const privateIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // The platform of one large cloud answers its virtual machines from this public address, metadata included.
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
].map(block);

/** All global unicast addresses (RFC 4291 §2.4) and the blocks therein that are not of the public internet. */
const globalIpv6 = block('2000::/3');
const privateIpv6 = ['2001::/23', '2001:db8::/32', '3fff::/20'].map(block);

/** Addresses that stand for the IPv4 address at `offset`: mapped (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056). */
const ipv4Inside = [
  { form: block('::ffff:0:0/96'), offset: 12 },
  { form: block('64:ff9b::/96'), offset: 12 },
  { form: block('2002::/16'), offset: 2 },
];

/**
 * Whether an IP address, as a name server or a URL gives it, lies outside of the public internet: loopback, private,
 * link-local, shared, multicast, unspecified, documentation, reserved, the metadata services of clouds, and IPv6 forms of
 * any of these. What cannot be read as an address, such as one with a zone, counts as private.
 */
export function isPrivateAddress(address: string): boolean {
  const bytes = bytesOf(address);
  if (bytes === null) return true;
  if (bytes.length === 4) return privateIpv4.some((one) => holds(one, bytes));
  const inside = ipv4Inside.find(({ form }) => holds(form, bytes));
  if (inside) return privateIpv4.some((one) => holds(one, bytes.slice(inside.offset, inside.offset + 4)));
  return !holds(globalIpv6, bytes) || privateIpv6.some((one) => holds(one, bytes));
}

interface Block {
  bytes: number[];
  bits: number;
}

function block(notation: string): Block {
  const [address, bits] = notation.split('/');
  return { bytes: bytesOf(address!)!, bits: Number(bits) };
}

function holds({ bytes, bits }: Block, address: number[]): boolean {
  return address.every((byte, index) => {
    const mask = (0xff00 >> Math.min(8, Math.max(0, bits - 8 * index))) & 0xff;
    return ((byte ^ bytes[index]!) & mask) === 0;
  });
}

/** The 4 or 16 bytes of an address in any spelling that a URL may hold; null for names and for what is no address. */
function bytesOf(address: string): number[] | null {
  if (!/^[\da-fx.:]+$/i.test(address)) return null;
  const url = URL.parse(`http://${address.includes(':') ? `[${address}]` : address}/`);
  if (url === null) return null;
  // The parser of URLs has written it in the canonical form: four decimal numbers, or groups of hex with one `::`.
  const { hostname } = url;
  if (/^[\d.]+$/.test(hostname)) return hostname.split('.').map(Number);
  if (!hostname.startsWith('[')) return null;
  const [head, tail] = hostname
    .slice(1, -1)
    .split('::')
    .map((groups) => (groups === '' ? [] : groups.split(':').map((group) => Number.parseInt(group, 16))));
  const zeros = Array<number>(tail === undefined ? 0 : 8 - head!.length - tail.length).fill(0);
  return [...head!, ...zeros, ...(tail ?? [])].flatMap((group) => [group >> 8, group & 0xff]);
}
