const characters: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/** A snippet of the search, which is HTML of escaped text and `<mark>`, as text: the page makes its own elements of it. */
export function pieces(snippet: string): { text: string; found: boolean }[] {
  return snippet
    .split(/<\/?mark>/)
    .map((html, index) => ({
      text: html.replace(/&(?:amp|lt|gt|quot|#39);/g, (escaped) => characters[escaped]!),
      found: index % 2 === 1,
    }))
    .filter(({ text }) => text !== '');
}
