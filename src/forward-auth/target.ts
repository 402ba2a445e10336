/** What somebody wants to reach, as far as it can be told for certain. */
export interface Target {
  /** Lower case, with the port where it is not 443. */
  host: string;
  /** Decoded, beginning with a slash; null where servers differ in what they make of it. */
  path: string | null;
  /** Where a browser can be sent back to: the address itself, or the start page of its host where that is unclear. */
  href: string;
}

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** No user name, no dot at the end, no port that is no number: a host that needs reading is none. */
const address = new RegExp(`^https://(${label}(?:\\.${label})*)(?::(\\d{1,5}))?((?:/.*)?)$`, 'is');
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const blank = /[\u0000-\u0020\u007f]/;
const longestAddress = 1024;

/** Reads an absolute https URL as it was sent; null when it is none, or its host is not plain. */
export function targetOf(url: string): Target | null {
  // Node joins a header that came twice by a comma and a space.
  const [, name, port, rest = ''] = (!blank.test(url) && address.exec(url)) || [];
  if (name === undefined) return null;
  const host = name.toLowerCase() + (port === undefined || Number(port) === 443 ? '' : `:${Number(port)}`);
  const query = rest.indexOf('?');
  const path = pathOf(query === -1 ? rest : rest.slice(0, query));
  const plain = path !== null && url.length <= longestAddress && /^[!-~]*$/.test(rest) && !/[\\#]/.test(rest);
  return { host, path, href: `https://${host}${plain ? rest || '/' : '/'}` };
}

/**
 * The path, decoded once (RFC 3986 §6.2.2), or null for one in which a proxy and an application could see different
 * things: dot segments, empty segments, encoded separators, path parameters, anything encoded twice, line ends, what
 * Windows drops at the end of a name, and the look-alikes of all these (Unicode compatibility forms).
 */
function pathOf(raw: string): string | null {
  if (raw === '') return '/';
  if (/[^!-~]|%(?![\da-f]{2})|%(?:25)*(?:2f|5c|2e|3b|3f|23|0)/i.test(raw)) return null;
  const decoded = decodedPath(raw);
  if (decoded === null || unclear.test(decoded) || unclear.test(folded(decoded))) return null;
  return decoded;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const unclear = /[\u0000-\u001f\u007f\ufffd\\;?#]|\/\/|[. ](?:\/|$)/;

function decodedPath(raw: string): string | null {
  try {
    return decodeURIComponent(raw);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/** How a server that looks at neither case nor form reads a path. */
export const folded = (path: string): string => path.normalize('NFKC').toLowerCase();
