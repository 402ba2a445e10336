/** The address if following it stays on the web (http, https or a path of this site), else `/`: never `javascript:`. */
export function webAddress(address: string): string {
  const base = 'https://relative.invalid';
  if (!URL.canParse(address, base)) return '/';
  return /^https?:$/.test(new URL(address, base).protocol) ? address : '/';
}
