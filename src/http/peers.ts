import { BlockList, isIPv6 } from 'node:net';

/** Whether a connection comes from one of these addresses and CIDR ranges. */
export function peersIn(entries: readonly string[]): (address: string | undefined) => boolean {
  const peers = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) peers.addAddress(address, family);
    else peers.addSubnet(address, Number(bits), family);
  }
  return (address) => address !== undefined && peers.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
