const decimalByte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = new RegExp(`^${decimalByte}(?:\\.${decimalByte}){3}$`);
const hostName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

const isIPv4 = (value: string): boolean => ipv4.test(value);
const isIPv6 = (value: string): boolean => /^[\da-f:.]+$/i.test(value) && URL.canParse(`http://[${value}]`);
const isIP = (value: string): boolean => isIPv4(value) || isIPv6(value);

/** An IP address or the name of a machine. */
export const isHost = (value: string): boolean => isIP(value) || (hostName.test(value) && !/^[\d.]+$/.test(value));

/** `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`. */
export function isNetwork(value: string): boolean {
  const [address = '', bits, more] = value.split('/');
  if (!isIP(address) || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIPv4(address) ? 32 : 128));
}

/** Whether only this machine can reach what listens there. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
