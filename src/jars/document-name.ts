const longest = 200;

// Control characters, line separators, bidirectional controls (`exe.pdf` could pass for `fdp.exe`), zero-width
// characters, lone surrogates.
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * The name that a document keeps of what a client called its file: the last path segment, 1 to 200 characters, shortened
 * before its extension. Nothing in it can lead out of a folder or show itself as something else.
 */
export function documentName(claimed: string): string {
  const segment = claimed.normalize('NFC').replace(invisible, '').split(/[/\\]/).at(-1)!;
  // Windows drops trailing dots and spaces; a leading dot would hide the file.
  const name = [...segment.trim().replace(/^[. ]+|[. ]+$/g, '')];
  if (name.length === 0) return 'document';
  if (name.length <= longest) return name.join('');
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : [];
  return [...name.slice(0, longest - extension.length), ...extension].join('');
}
