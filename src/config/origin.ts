import { type Kind, problem } from './kinds.ts';

/** An origin exactly as a browser sends it: `https://app.example.com`, `http://localhost:3000` (RFC 6454 §6.2). */
export const exactOrigin: Kind<string> = {
  type: 'origin',
  bound: 'scheme://host[:port] exactly, without wildcard and path',
  read: (raw) => {
    const uri = typeof raw === 'string' ? URL.parse(raw) : null;
    return uri && /^https?:$/.test(uri.protocol) && !uri.hostname.includes('*') && uri.origin === raw
      ? { value: raw as string }
      : problem('must be an origin exactly, such as https://app.example.com, without wildcard and path');
  },
  write: (value) => value,
};
