import type { AccessEntry, Event, Jar } from '../../src/http/api/shapes.ts';

/** The words of the standards in the words of people. */
interface Word {
  label: string;
  sentence: string;
}

export const jarTypes: Record<Jar['type'], Word> = {
  private: { label: 'Private', sentence: 'Only its owner and the people it is shared with.' },
  team: { label: 'Team', sentence: 'Everybody in one team can read it.' },
  public: { label: 'Everybody', sentence: 'Everybody who is signed in can read it.' },
  restricted: { label: 'By name only', sentence: 'Only people named one by one; nobody but the owner shares it.' },
};

export const sensitivities: Record<Jar['sensitivity'], Word> = {
  public: { label: 'Public', sentence: 'Fine for anybody to know.' },
  internal: { label: 'Internal', sentence: 'For the people who work here.' },
  confidential: { label: 'Confidential', sentence: 'Opens only after a strong sign-in, such as a passkey.' },
  restricted: { label: 'Restricted', sentence: 'Asks for your passkey again before it opens.' },
};

export const relationWords: Record<NonNullable<Jar['my']['relation']>, Word> = {
  viewer: { label: 'Viewer', sentence: 'Reads.' },
  contributor: { label: 'Contributor', sentence: 'Reads and uploads.' },
  editor: { label: 'Editor', sentence: 'Also edits and approves.' },
  manager: { label: 'Manager', sentence: 'Also shares and exports.' },
  owner: { label: 'Owner', sentence: 'Does everything, deletes too.' },
};

export const reasons: Record<AccessEntry['because'], string> = {
  owner: 'the jar is theirs',
  grant: 'shared with them',
  public: 'everybody can read it',
  team: 'the jar belongs to this team',
};

interface Result {
  label: string;
  tone: 'success' | 'danger' | 'plain';
}

export const outcomes: Record<Event['outcome'], Result> = {
  success: { label: 'Done', tone: 'success' },
  failure: { label: 'Failed', tone: 'danger' },
  denied: { label: 'Refused', tone: 'danger' },
};

/** How an event ended. Being asked for a proof is the ordinary course of things, no refusal. */
export function resultOf({ type, outcome }: Pick<Event, 'type' | 'outcome'>): Result {
  return type === 'access.step_up_required' ? { label: 'Asked for proof', tone: 'plain' } : outcomes[outcome];
}

export const plural = (count: number, noun: string) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** `1.4 MB`, from bytes. */
export function size(bytes: number): string {
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit: units[step]!,
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step < 2 ? 0 : 1,
  }).format(bytes / 1000 ** step);
}
