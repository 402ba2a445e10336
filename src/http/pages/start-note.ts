import type { Flow } from '../../flows/flows.ts';

/** What the query of a flow's start says to its page: how somebody came here. */
const notes = ['retried'] as const;

export function startedWith({ requestUrl }: Pick<Flow, 'requestUrl'>, note: (typeof notes)[number]): boolean {
  return new URL(requestUrl).searchParams.get(note) === 'true';
}

/** Where the same flow starts anew, without what was true the first time only. */
export function withoutNotes(requestUrl: string): string {
  const url = new URL(requestUrl);
  for (const note of notes) url.searchParams.delete(note);
  return url.href;
}
