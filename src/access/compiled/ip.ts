import { erred } from './signals.ts';
import { asString, Structured, type Value } from './values.ts';

/** Cedar's `ipaddr`: an address or a range of them, IPv4 with 32 bits or IPv6 with 128. */
export class IpRange extends Structured {
  readonly bits: 32 | 128;
  readonly address: bigint;
  readonly prefix: number;
  /** Numbers for IPv4: they compare faster. */
  readonly first: number | bigint;
  readonly last: number | bigint;

  constructor(bits: 32 | 128, address: bigint, prefix: number) {
    super();
    const hosts = (1n << BigInt(bits - prefix)) - 1n;
    this.bits = bits;
    this.address = address;
    this.prefix = prefix;
    const [first, last] = [address & ~hosts, address | hosts];
    this.first = bits === 32 ? Number(first) : first;
    this.last = bits === 32 ? Number(last) : last;
  }

  isIn({ bits, first, last }: IpRange): boolean {
    return this.bits === bits && first <= this.first && this.last <= last;
  }

  /** Two writings of one range differ, as in Cedar: 10.0.0.1/24 is not 10.0.0.0/24. */
  equals(other: Value): boolean {
    return (
      other instanceof IpRange &&
      this.bits === other.bits &&
      this.address === other.address &&
      this.prefix === other.prefix
    );
  }
}

/**
 * `ip("...")`: an address, or one with the length of a prefix. As in Cedar, a number in it has no leading zeros, and an IPv6
 * address has neither a zone nor a part written as IPv4.
 */
export function ip(text: Value): IpRange {
  const [address = '', prefix, ...rest] = asString(text).split('/');
  if (rest.length > 0) throw erred;
  if (address.includes(':')) return new IpRange(128, ipv6(address), prefixLength(prefix, 128));
  return new IpRange(32, ipv4(address), prefixLength(prefix, 32));
}

function prefixLength(text: string | undefined, bits: number): number {
  if (text === undefined) return bits;
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(text) || Number(text) > bits) throw erred;
  return Number(text);
}

function ipv4(text: string): bigint {
  const bytes = text.split('.');
  if (bytes.length !== 4) throw erred;
  if (!bytes.every((byte) => /^(?:0|[1-9][0-9]{0,2})$/.test(byte) && Number(byte) <= 255)) throw erred;
  return BigInt(`0x${bytes.map((byte) => Number(byte).toString(16).padStart(2, '0')).join('')}`);
}

function ipv6(text: string): bigint {
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  if (halves.length > 2) throw erred;
  const [head = [], tail = []] = halves;
  const groups = [...head, ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) throw erred;
  // `::` stands for one group at least.
  const missing = 8 - groups.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) throw erred;
  const all = [...head, ...Array<string>(missing).fill('0'), ...tail];
  return BigInt(`0x${all.map((group) => group.padStart(4, '0')).join('')}`);
}

function asIp(value: Value): IpRange {
  if (!(value instanceof IpRange)) throw erred;
  return value;
}

const loopback = ['127.0.0.0/8', '::1'].map(ip);
const multicast = ['224.0.0.0/4', 'ff00::/8'].map(ip);

export const isIpv4 = (value: Value): boolean => asIp(value).bits === 32;
export const isIpv6 = (value: Value): boolean => asIp(value).bits === 128;
export const isLoopback = (value: Value): boolean => loopback.some((range) => asIp(value).isIn(range));
export const isMulticast = (value: Value): boolean => multicast.some((range) => asIp(value).isIn(range));
export const isInRange = (value: Value, range: Value): boolean => asIp(value).isIn(asIp(range));
