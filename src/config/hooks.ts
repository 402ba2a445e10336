import { flag, type Kind, listOf, text } from './kinds.ts';
import { may, must, record } from './record.ts';
import { anything, jsonnetBody, type RequestConfig, requestMembers } from './request-config.ts';
import { secret } from './secret.ts';

/** A call to another service. With `response.parse` its answer may refuse or change; with `response.ignore` none is read. */
export interface WebHookConfig extends RequestConfig {
  id: string | null;
  response: { ignore: boolean; parse: boolean };
  /** The key of the signature, at least 32 characters. */
  secret: string;
}

const plainHooks = [
  'session',
  'show_verification_ui',
  'require_verified_address',
  'revoke_active_sessions',
  'verification',
  'verify_new_address',
  'notify_previous_addresses',
] as const;
export type PlainHook = (typeof plainHooks)[number];

/** What happens before or after a flow. */
export type Hook = { hook: 'web_hook'; config: WebHookConfig } | { [H in PlainHook]: { hook: H } }[PlainHook];

const webHook = record(
  {
    id: may(
      text('at most 100 characters', (id) => id.length <= 100),
      null,
    ),
    ...requestMembers,
    response: may(record({ ignore: may(flag(), false), parse: may(flag(), false) }), { ignore: false, parse: false }),
    can_interrupt: may(flag(), false),
    emit_analytics_event: may(flag(), false),
    secret: must(secret(32), 'it signs the requests of this web hook; put a random one of 32 characters there'),
  },
  { body: jsonnetBody },
);

/** One hook of those that may stand here; a `web_hook` may stand everywhere. */
function hookKind(allowed: readonly PlainHook[]): Kind<Hook> {
  const names = ['web_hook', ...allowed];
  return {
    type: 'hook',
    bound: names.join(', '),
    structured: true,
    read: (raw, place) => {
      const outer = record({ hook: must(text()), config: may(anything, null) }).read(raw, place);
      if ('problem' in outer) return outer;
      const { hook, config } = outer.value;
      if (!names.includes(hook)) return { at: '.hook', problem: misplaced(hook, names) };
      if (hook !== 'web_hook') return { value: { hook } as Hook };
      const inner = webHook.read(config ?? {}, place);
      if ('problem' in inner) return { ...inner, at: `.config${inner.at ?? ''}` };
      const { can_interrupt, emit_analytics_event: _, ...rest } = inner.value;
      const response = { ...rest.response, parse: rest.response.parse || can_interrupt };
      if (response.parse && response.ignore) {
        return { at: '.config.response', problem: 'cannot both be ignored and parsed' };
      }
      return { value: { hook, config: { ...rest, response } } };
    },
    write: (value) =>
      value.hook === 'web_hook'
        ? `{"hook": "web_hook", "config": ${webHook.write({ ...value.config, can_interrupt: false, emit_analytics_event: false })}}`
        : JSON.stringify(value),
  };
}

/** The name is told when it looks like one: anything else may be a value that slipped. */
function misplaced(hook: string, names: readonly string[]): string {
  const here = `here there are ${names.join(', ')}`;
  if ((plainHooks as readonly string[]).includes(hook)) return `${hook} has no place in this flow; ${here}`;
  return /^[a-z][a-z\d]{0,11}(?:_[a-z\d]{1,11}){0,3}$/.test(hook)
    ? `${hook} is a hook that STING does not have; ${here}`
    : `is no hook; ${here}`;
}

export const hookList = (...allowed: PlainHook[]): Kind<Hook[]> => listOf(hookKind(allowed));
