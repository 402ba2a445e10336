import { type Kind, oneOf, problem, text } from './kinds.ts';
import { isPlaceholder } from './placeholder.ts';
import { mapOf, may, must, record } from './record.ts';
import { secret } from './secret.ts';

/** How an outbound request says who sends it. */
export type HttpAuth =
  | { type: 'basic_auth'; config: { user: string; password: string } }
  | { type: 'api_key'; config: { name: string; value: string; in: 'header' | 'cookie' } };

/** Where and how an outbound request goes. */
export interface RequestConfig {
  url: string;
  method: 'POST' | 'PUT' | 'PATCH';
  headers: Record<string, string>;
  auth: HttpAuth | null;
}

/** An absolute http(s) URL as it is called, with its query; without credentials, which belong into `auth`. */
function endpoint(): Kind<string> {
  return {
    type: 'URL',
    bound: 'http or https, without credentials and fragment',
    read: (raw) => {
      const uri = typeof raw === 'string' && !/[\s\p{Cc}]/u.test(raw) ? URL.parse(raw) : null;
      if (!uri || !/^https?:$/.test(uri.protocol)) return problem('must be an absolute http or https URL');
      if (uri.username || uri.password) return problem('must not hold a user name or password; there is auth for it');
      if (uri.hash || (raw as string).includes('#')) return problem('must have no fragment');
      if (uri.hostname.includes('*')) return problem('must name one host, without *');
      if (isPlaceholder(raw as string)) return problem('is a placeholder: put a value of your own in its place');
      return { value: raw as string };
    },
    write: (value) => value,
  };
}

/** A name of a header (RFC 9110 §5.1) that the connection does not set by itself. */
const headerName = text(
  'a header name that may be set',
  (name) =>
    /^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name) &&
    !/^(?:host|connection|content-length|transfer-encoding|expect|upgrade)$/i.test(name),
);

export const headers = mapOf(headerName, text());

const authKinds = {
  basic_auth: record({ user: must(text()), password: must(secret(1)) }),
  api_key: record({
    name: must(headerName),
    value: must(secret(1)),
    in: may(oneOf('header', 'cookie'), 'header'),
  }),
};

/** `{type, config}`: the type decides what the config holds. */
const auth: Kind<HttpAuth> = {
  type: 'group',
  bound: 'of type, config',
  structured: true,
  read: (raw, place) => {
    const outer = record({ type: must(oneOf('basic_auth', 'api_key')), config: must(anything) }).read(raw, place);
    if ('problem' in outer) return outer;
    const { type, config } = outer.value;
    const inner = authKinds[type].read(config, place);
    if ('problem' in inner) return { ...inner, at: `.config${inner.at ?? ''}` };
    return { value: { type, config: inner.value } as HttpAuth };
  },
  write: ({ type }) => JSON.stringify({ type }),
};

export const anything: Kind<unknown> = {
  type: 'group',
  bound: 'members',
  structured: true,
  read: (value) => ({ value }),
  write: () => '{}',
};

/** What web hooks and gateways have in common. */
export const requestMembers = {
  url: must(endpoint()),
  method: may(oneOf('POST', 'PUT', 'PATCH'), 'POST'),
  headers: may(headers, {}),
  auth: may(auth, null),
};

export const jsonnetBody = 'is a Jsonnet template, which STING does not run; remove it: STING sends its own JSON';

export const requestConfig: Kind<RequestConfig> = record(requestMembers, { body: jsonnetBody });
