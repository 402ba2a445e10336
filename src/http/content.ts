import type { FastifyRequest } from 'fastify';

interface Offer {
  range: string;
  quality: number;
}

function accepted(header: string | undefined): Offer[] {
  return (header ?? '*/*').split(',').map((part) => {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
    const quality = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find(Boolean);
    return { range: range.trim(), quality: quality === undefined ? 1 : Number(quality) };
  });
}

function qualityOf(type: string, offers: Offer[]): number {
  const [group] = type.split('/');
  for (const range of [type, `${group}/*`, '*/*']) {
    const offer = offers.find((candidate) => candidate.range === range);
    if (offer) return offer.quality;
  }
  return 0;
}

/** Whether the client would rather have JSON than HTML; a tie is HTML, as for a browser (wire contract 1.2). */
export function acceptsJson(request: FastifyRequest): boolean {
  const offers = accepted(request.headers.accept);
  return qualityOf('application/json', offers) > qualityOf('text/html', offers);
}

/** The same after a submission, where a JSON body says as much as an Accept header. */
export function isJsonRequest(request: FastifyRequest): boolean {
  return acceptsJson(request) || /^application\/json\b/i.test(request.headers['content-type'] ?? '');
}
