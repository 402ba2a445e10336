import type { FastifyRequest } from 'fastify';

/** Sizes of a page when nobody asks, and at most (wire contract 1.4). */
const usualSize = 250;
const largestSize = 500;

type Query = Record<string, string | undefined>;

const whole = (text: string | undefined, otherwise: number) =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
const sizeOf = (text: string | undefined) => Math.min(Math.max(whole(text, usualSize), 1), largestSize);

export interface Offset {
  /** From 0. */
  page: number;
  size: number;
}

/** The page that `page` and `per_page` ask for; text that is no whole number counts as absent. */
export function offsetOf(request: FastifyRequest): Offset {
  const { page, per_page } = request.query as Query;
  return { page: whole(page, 0), size: sizeOf(per_page) };
}

/** One page of a list that is there as a whole. */
export function pageOf<T>(all: readonly T[], { page, size }: Offset): T[] {
  return all.slice(page * size, (page + 1) * size);
}

/** The `Link` header (RFC 8288) of this page of `total` entries, with relative addresses. */
export function offsetLinks(request: FastifyRequest, { page, size }: Offset, total: number): string {
  const last = Math.max(Math.ceil(total / size) - 1, 0);
  const to = (rel: string, target: number) => link(request, rel, { page: String(target), per_page: String(size) });
  return [
    to('first', 0),
    ...(page > 0 ? [to('prev', Math.min(page - 1, last))] : []),
    ...(page < last ? [to('next', page + 1)] : []),
    to('last', last),
  ].join(', ');
}

/** The page that `page_size` and `page_token` ask for. */
export function tokenOf(request: FastifyRequest): { size: number; token: string | undefined } {
  const { page_size, page_token } = request.query as Query;
  return { size: sizeOf(page_size), token: page_token || undefined };
}

/** The `Link` header of a page of this size; `next` is the token of the one behind it, null on the last page. */
export function tokenLinks(request: FastifyRequest, size: number, next: string | null): string {
  const page_size = String(size);
  const first = link(request, 'first', { page_size, page_token: null });
  return next === null ? first : `${first}, ${link(request, 'next', { page_size, page_token: next })}`;
}

/** The address of this request with other parameters; null takes one out. */
function link({ url }: FastifyRequest, rel: string, parameters: Record<string, string | null>): string {
  const [path, search] = url.split('?', 2);
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  return `<${path}?${query}>; rel="${rel}"`;
}
