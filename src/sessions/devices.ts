import Bowser from 'bowser';

/** What a user agent says of itself, for display only: it is never a reason to trust. Nulls where it does not tell. */
export interface DeviceDescription {
  /** `Chrome on Linux`. */
  name: string;
  browser: string | null;
  system: string | null;
}

export function describeDevice(userAgent: string): DeviceDescription {
  // Bowser refuses the empty text that stands for a client without the header.
  const { browser, os } = Bowser.parse(userAgent || '-');
  const found = { browser: browser.name || null, system: os.name || null };
  const name = [found.browser, found.system].filter((part) => part !== null).join(' on ');
  return { name: name || 'Unknown device', ...found };
}
