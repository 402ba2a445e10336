const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For text and for quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character]!);

interface Page {
  language: string;
  product: string;
  title: string;
  /** Plain text; an empty line parts paragraphs. */
  text: string;
  /** Texts that stand out when they are a paragraph of their own. */
  codes: readonly string[];
  /** URLs, and what the button says; without words the URL is the link. */
  links: readonly string[];
  action: string | undefined;
}

/**
 * The HTML form of a plain text. Mail clients keep only inline styles; text and background keep the colours of the client,
 * so that it is as dark as the person likes it.
 */
export function layout({ language, product, title, text, codes, links, action }: Page): string {
  const blocks = text.split('\n\n').map((paragraph) => {
    if (codes.includes(paragraph)) return codeBlock(paragraph);
    if (links.includes(paragraph)) return linkBlock(paragraph, action);
    return `<p style="margin:0 0 16px">${paragraph.split('\n').map(escapeHtml).join('<br>\n')}</p>`;
  });
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
</head>
<body style="margin:0;padding:0">
<div style="max-width:32em;margin:0 auto;padding:32px 24px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<p style="margin:0 0 24px;font-weight:600"><span aria-hidden="true" style="color:#c77700">&#x2b22;</span> ${escapeHtml(product)}</p>
${blocks.join('\n')}
</div>
</body>
</html>
`;
}

/** Alone on its line and without spaces between the digits: it is one thing to select, and to find. */
function codeBlock(code: string): string {
  return `<p style="margin:0 0 16px;padding:16px;border:2px solid #c77700;border-radius:8px;text-align:center;font:600 32px/1.2 ui-monospace,Menlo,Consolas,monospace;letter-spacing:.15em;user-select:all;-webkit-user-select:all">
${escapeHtml(code)}
</p>`;
}

/** The address stays readable: people are told to look where a link leads. */
function linkBlock(url: string, action: string | undefined): string {
  const href = escapeHtml(url);
  const address = `<a href="${href}" style="color:inherit;word-break:break-all">${href}</a>`;
  if (action === undefined) return `<p style="margin:0 0 16px">${address}</p>`;
  return `<p style="margin:0 0 8px"><a href="${href}" style="display:inline-block;padding:12px 24px;border-radius:8px;background:#ffb224;color:#1c1917;font-weight:600;text-decoration:none">${escapeHtml(action)}</a></p>
<p style="margin:0 0 16px;font-size:13px">${address}</p>`;
}
