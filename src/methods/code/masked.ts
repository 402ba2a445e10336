/**
 * An address for somebody who may not know it, and knows it again if it is theirs: `+49*********78`, `a****@example.com`.
 */
export function masked(address: string): string {
  const at = address.lastIndexOf('@');
  if (at >= 0) return `${address[0]}****${address.slice(at)}`;
  return `${address.slice(0, 3)}${'*'.repeat(Math.max(address.length - 5, 0))}${address.slice(-2)}`;
}
