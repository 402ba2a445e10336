/**
 * A test for URLs by a pattern in the way of Kratos's `clients.http.private_ip_exception_urls`: the whole URL without its
 * query, where `*` stands for anything but dots and slashes and `**` for anything. Throws a TypeError for a pattern that
 * does not begin with `http://` or `https://`, which could only match by accident.
 */
export function urlGlob(pattern: string): (url: URL) => boolean {
  const [, origin, path] = /^(https?:\/\/[^/]+)(\/.*)?$/is.exec(pattern) ?? [];
  if (origin === undefined) throw new TypeError(`“${pattern}” is not a pattern of http or https URLs.`);
  const expression = new RegExp(`^${source(origin.toLowerCase())}${source(path ?? '/')}$`, 's');
  return ({ protocol, hostname, port, pathname }) => {
    const standard = protocol === 'https:' ? '443' : '80';
    const hosts = port === '' ? [hostname, `${hostname}:${standard}`] : [`${hostname}:${port}`];
    return hosts.some((host) => expression.test(`${protocol}//${host}${pathname}`));
  };
}

function source(glob: string): string {
  return glob
    .split(/(\*+)/)
    .map((part, index) => (index % 2 === 0 ? RegExp.escape(part) : part === '*' ? '[^./]*' : '.*'))
    .join('');
}
