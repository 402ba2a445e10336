import { isDeepStrictEqual } from 'node:util';
import { OperatorError } from '../kernel/errors.ts';
import type { HttpAuth } from '../kernel/http-auth.ts';
import { digest } from '../kernel/secrets.ts';

export type HookFlow = 'login' | 'registration' | 'settings' | 'recovery' | 'verification';

/** A web hook as the configuration has it (Kratos's `web_hook`), already validated there. */
export interface WebHook {
  /** At most 100 characters, unique; null is named after its place and URL. */
  id: string | null;
  url: string;
  method: string;
  headers: Record<string, string>;
  auth: HttpAuth | null;
  /** `ignore`: nobody waits for the answer. `parse`: it may refuse the flow or change the identity. */
  response: { ignore: boolean; parse: boolean };
  /** The key of the signature, at least 32 characters. */
  secret: string;
}

export type NamedHook = WebHook & { id: string };

export interface HookSettings {
  before: Partial<Record<HookFlow, WebHook[]>>;
  /** The list of a method replaces the list of all, even by an empty one (Kratos contract §12). */
  after: Partial<Record<HookFlow, { all: WebHook[]; byMethod: Record<string, WebHook[]> }>>;
}

/** The moment of a flow at which hooks run. */
export interface Moment {
  when: 'before' | 'after';
  flow: HookFlow;
  /** Null before a method is chosen, and where there is none. */
  method: string | null;
}

export interface HookList {
  at(moment: Moment): NamedHook[];
  /** Null when the configuration does not have it any more. */
  byId(id: string): NamedHook | null;
}

/** Throws OperatorError when two different hooks have one id: a delivery that waits could reach the wrong one. */
export function listHooks({ before, after }: HookSettings): HookList {
  const known = new Map<string, NamedHook>();

  const named = (place: string, hooks: WebHook[]): NamedHook[] =>
    hooks.map((hook) => {
      const one = { ...hook, id: hook.id ?? `${place}.${digest(hook.url).slice(0, 8)}` };
      const other = known.get(one.id);
      if (other && !isDeepStrictEqual(one, other))
        throw new OperatorError(`Two web hooks are called “${one.id}”: give each an id of its own.`);
      known.set(one.id, one);
      return one;
    });

  const lists = new Map<string, NamedHook[]>();
  const keep = (place: string, hooks: WebHook[]) => lists.set(place, named(place, hooks));
  for (const [flow, hooks] of Object.entries(before)) keep(`${flow}.before`, hooks);
  for (const [flow, { all, byMethod }] of Object.entries(after)) {
    keep(`${flow}.after`, all);
    for (const [method, hooks] of Object.entries(byMethod)) keep(`${flow}.after.${method}`, hooks);
  }

  return {
    at: ({ when, flow, method }) => lists.get(`${flow}.${when}.${method}`) ?? lists.get(`${flow}.${when}`) ?? [],
    byId: (id) => known.get(id) ?? null,
  };
}
