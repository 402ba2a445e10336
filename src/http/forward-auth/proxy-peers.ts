import { BlockList, isIPv6 } from 'node:net';

/** Whether an address is one that a proxy of ours asks from: this machine, or one that the configuration trusts. */
export function proxyPeers(trusted: readonly string[]): (address: string | undefined) => boolean {
  const peers = new BlockList();
  for (const entry of ['127.0.0.0/8', '::1', ...trusted]) {
    const [address = '', bits] = entry.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) peers.addAddress(address, family);
    else peers.addSubnet(address, Number(bits), family);
  }
  return (address) => address !== undefined && peers.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
