/** Elements whose content is not text of the page. */
const hidden = ['script', 'style', 'template', 'noscript', 'svg'];
const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/**
 * What a page says, without its tags. One pass that never looks back, whatever the file is; it is good for finding words
 * and for nothing else: what comes out is text, never markup.
 */
export function textOfHtml(html: string): string {
  const folded = html.toLowerCase();
  const pieces: string[] = [];
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      pieces.push(html.slice(at));
      break;
    }
    pieces.push(html.slice(at, open), ' ');
    const end = endOfMarkup(folded, open);
    if (end < 0) break;
    at = end;
  }
  return pieces.join('').replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,6}));/gi, decoded);
}

/** Behind the tag, comment or hidden element that begins at `open`; -1 where it never ends. */
function endOfMarkup(folded: string, open: number): number {
  if (folded.startsWith('<!--', open)) return after(folded, '-->', open + 4);
  const name = /^[a-z]+/.exec(folded.slice(open + 1, open + 12))?.[0] ?? '';
  if (!hidden.includes(name)) return after(folded, '>', open);
  const close = folded.indexOf(`</${name}`, open);
  return close < 0 ? -1 : after(folded, '>', close);
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? -1 : at + mark.length;
}

function decoded(reference: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return named[name.toLowerCase()] ?? reference;
  const point = decimal === undefined ? Number.parseInt(hexadecimal!, 16) : Number(decimal);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : ' ';
}
