import { plainAddress } from './plain-address.ts';

/** Whom an address stands for: an IPv6 site usually owns its whole /64. */
export function addressGroup(address: string): string {
  const ip = plainAddress(address) ?? address;
  if (!ip.includes(':')) return ip;
  const [head = '', tail] = ip.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
