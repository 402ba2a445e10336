import type { Moment } from './web-hook.ts';

/** What a hook may know, in the shapes of the wire contract. What is not for others' eyes is left out by `payload`. */
export interface HookContext {
  flow: object;
  request_method: string;
  request_url: string;
  request_headers: Record<string, string>;
  identity?: object;
  session?: object;
  transient_payload?: object;
}

/** The flow without its nodes: they hold CSRF tokens, challenges, and secrets that are shown once. */
const flowMembers = [
  'id',
  'type',
  'state',
  'active',
  'issued_at',
  'expires_at',
  'created_at',
  'updated_at',
  'return_to',
  'refresh',
  'requested_aal',
  'identity_schema',
  'organization_id',
];
const secretOfIdentity = ['credentials'];
const secretOfSession = ['token', 'tokenized'];
/** Of a URL only these parameters: others may be codes and tokens. */
const harmlessParameters = ['flow', 'aal', 'refresh', 'return_to', 'via'];
/** Cookies, authorization and session tokens are not among them, nor what a client may claim about its address. */
const harmlessHeaders = [
  'accept',
  'accept-language',
  'content-length',
  'content-type',
  'origin',
  'sec-ch-ua',
  'sec-ch-ua-mobile',
  'sec-ch-ua-platform',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-fetch-user',
  'user-agent',
  'x-request-id',
];

/** The body of a hook's request. */
export function payload(moment: Moment, context: HookContext): string {
  const { flow, request_method, request_url, request_headers, identity, session, transient_payload } = context;
  const known = pick(flow, flowMembers);
  const requested = (flow as Members)['request_url'];
  return JSON.stringify({
    trigger: moment,
    flow: {
      ...known,
      ...(typeof requested === 'string' ? { request_url: harmlessUrl(requested) } : {}),
      ...(transient_payload ? { transient_payload } : {}),
    },
    ...(identity ? { identity: omit(identity, secretOfIdentity) } : {}),
    ...(session ? { session: sessionPart(session) } : {}),
    request_method,
    request_url: harmlessUrl(request_url),
    request_headers: pick(
      Object.fromEntries(Object.entries(request_headers).map(([name, value]) => [name.toLowerCase(), value])),
      harmlessHeaders,
    ),
  });
}

type Members = Record<string, unknown>;

function sessionPart(session: object): Members {
  const { identity, ...rest } = omit(session, secretOfSession);
  return { ...rest, ...(identity ? { identity: omit(identity as object, secretOfIdentity) } : {}) };
}

/** Null for what is no URL: there is no telling what it holds. */
function harmlessUrl(text: string): string | null {
  const url = URL.parse(text);
  if (!url) return null;
  const kept = [...url.searchParams].filter(([name]) => harmlessParameters.includes(name));
  const query = new URLSearchParams(kept).toString();
  return `${url.origin}${url.pathname}${query && `?${query}`}`;
}

const pick = (from: object, names: string[]): Members =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));

const omit = (from: object, names: string[]): Members =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
