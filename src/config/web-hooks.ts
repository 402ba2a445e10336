import type { Hook, WebHookConfig } from './hooks.ts';
import { type Config, type ConfigKey, schema } from './schema.ts';

const flows = ['login', 'registration', 'settings', 'recovery', 'verification'] as const;
type HookFlow = (typeof flows)[number];

/** The web hooks of every flow. The list of a method stands in place of the flow's, even when it is empty. */
export interface WebHooks {
  before: Record<HookFlow, WebHookConfig[]>;
  after: Record<HookFlow, { all: WebHookConfig[]; byMethod: Record<string, WebHookConfig[]> }>;
}

export function webHooksOf(config: Config): WebHooks {
  const each = <T>(of: (flow: HookFlow) => T) =>
    Object.fromEntries(flows.map((flow) => [flow, of(flow)])) as Record<HookFlow, T>;
  return {
    before: each((flow) => calls(config[`selfservice.flows.${flow}.before.hooks`])),
    after: each((flow) => ({
      all: calls(config[`selfservice.flows.${flow}.after.hooks`]),
      byMethod: byMethod(config, flow),
    })),
  };
}

function byMethod(config: Config, flow: HookFlow): Record<string, WebHookConfig[]> {
  const key = new RegExp(`^selfservice\\.flows\\.${flow}\\.after\\.(\\w+)\\.hooks$`);
  const lists = (Object.keys(schema) as ConfigKey[]).flatMap((name) => {
    const method = key.exec(name)?.[1];
    const hooks = config[name] as Hook[] | undefined;
    return method === undefined || hooks === undefined ? [] : [[method, calls(hooks)] as const];
  });
  return Object.fromEntries(lists);
}

const calls = (hooks: Hook[]): WebHookConfig[] =>
  hooks.flatMap((hook) => (hook.hook === 'web_hook' ? [hook.config] : []));
