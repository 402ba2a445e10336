import { textOfHtml } from './html.ts';

/** Of a document, in bytes: the words of the beginning are enough to find it. */
export const mostReadBytes = 524_288;

type Kind = 'text' | 'json' | 'html';

const byExtension: Record<string, Kind> = {
  ...Object.fromEntries(
    ['csv', 'ini', 'log', 'markdown', 'md', 'rst', 'tex', 'toml', 'tsv', 'txt', 'yaml', 'yml'].map(
      (extension) => [extension, 'text'] as const,
    ),
  ),
  htm: 'html',
  html: 'html',
  json: 'json',
  xhtml: 'html',
  xml: 'html',
};

/** How the text of a document is read; null where there is none that we can read. */
export function kindOf(name: string, mediaType: string): Kind | null {
  if (mediaType === 'application/json') return 'json';
  if (mediaType.startsWith('text/')) return 'text';
  if (mediaType !== 'application/octet-stream') return null;
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(byExtension, extension) ? byExtension[extension]! : null;
}

/** The words of a document from its first bytes, for the index; empty where there are none. */
export function textOf(name: string, mediaType: string, bytes: Uint8Array): string {
  const kind = kindOf(name, mediaType);
  if (kind === null) return '';
  const encoding = encodingOf(bytes);
  if (encoding === null) return '';
  const text = new TextDecoder(encoding).decode(bytes);
  const words = kind === 'html' ? textOfHtml(text) : kind === 'json' ? textOfJson(text) : text;
  // The marks of a snippet are control characters, so the text has none but its line ends.
  return words.normalize('NFKC').replaceAll(/\p{Cc}+/gu, ' ');
}

/** By the byte order mark (Encoding standard §6.1), else UTF-8; null for bytes that are no text. */
function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes.includes(0) ? null : 'utf-8';
}

/** Names and values as they mean to be read, escapes decoded. What is cut off or no JSON is taken as it stands. */
function textOfJson(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return text;
  }
  const words: string[] = [];
  // A list of what is left instead of recursion: the file decides how deep it goes.
  for (const left = [value]; left.length > 0; ) {
    const next = left.pop();
    if (Array.isArray(next)) for (let at = next.length - 1; at >= 0; at--) left.push(next[at]);
    else if (typeof next === 'object' && next !== null) {
      for (const [name, member] of Object.entries(next).reverse()) left.push(member, name);
    } else words.push(String(next));
  }
  return words.join(' ');
}
