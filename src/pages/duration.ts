const formats = new Map<string, Intl.DurationFormat>();

function formatFor(lang: string): Intl.DurationFormat {
  const known = formats.get(lang);
  if (known) return known;
  const made = new Intl.DurationFormat(lang, { style: 'long' });
  formats.set(lang, made);
  return made;
}

/** A time to wait in words: in seconds up to two minutes, then in whole minutes and hours, rounded up. */
export function duration(seconds: number, lang: string): string {
  if (seconds <= 120) return formatFor(lang).format({ seconds: Math.max(1, Math.ceil(seconds)) });
  const minutes = Math.ceil(seconds / 60);
  return formatFor(lang).format({ hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
