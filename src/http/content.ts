import type { FastifyRequest } from 'fastify';

/** The media ranges of an Accept header, the most wanted first. */
function wanted(header: string | undefined): string[] {
  const ranges = (header ?? '*/*').split(',').map((part) => {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
    const quality = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find(Boolean);
    return { range: range.trim(), quality: quality === undefined ? 1 : Number(quality) };
  });
  // What has the quality 0 is not wanted at all (RFC 9110 §12.4.2).
  return ranges
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ range }) => range);
}

/**
 * Whether the client would rather have JSON than HTML: the first range that one of the two fits decides, and what fits
 * both is HTML, as for a browser (wire contract 1.2).
 */
export function acceptsJson(request: FastifyRequest): boolean {
  for (const range of wanted(request.headers.accept)) {
    if (range === 'text/html' || range === 'text/*' || range === '*/*') return false;
    if (range === 'application/json' || range === 'application/*') return true;
  }
  return false;
}

/** The same after a submission, where a JSON body says as much as an Accept header. */
export function isJsonRequest(request: FastifyRequest): boolean {
  return acceptsJson(request) || /^application\/json\b/i.test(request.headers['content-type'] ?? '');
}
