/**
 * Drops comments and the spaces that CSS does not need, and shortens the names of custom properties; no script asks for
 * them. Strings in our sheets hold none of `{};:,>`.
 */
export function compactStyle(source: string): string {
  const names = new Map<string, string>();
  return source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/;}/g, '}')
    .replace(/([ ,:(])0\./g, '$1.')
    .replace(/--[a-z][a-z-]*/g, (name) => {
      if (!names.has(name)) names.set(name, `--${names.size.toString(36)}`);
      return names.get(name)!;
    })
    .trim();
}

/**
 * Makes a classic script of a module without imports: drops `export`, whole-line comments and indentation, and the line
 * breaks after which, or before which, no statement can end.
 */
export function compactScript(source: string): string {
  return source
    .replace(/^\s*\/\*[\s\S]*?\*\/\s*$/gm, '')
    .replace(/^export /gm, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//'))
    .join('\n')
    .replace(/(?<=[{;,(])\n|\n(?=[})\].?:&|])/g, '');
}

/** JSON that may stand inside a script element. */
export const literal = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c');
