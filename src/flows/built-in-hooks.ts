import type { Config, Hook } from '../config/config.ts';
import type { FlowKind } from './flow.ts';

type Named = Exclude<Hook['hook'], 'web_hook'>;

/** Whether the end of this flow leaves somebody signed in: after a registration only with the hook, where any is configured. */
export function opensSession(config: Config, kind: FlowKind, method: string): boolean {
  return kind !== 'registration' || (builtInHooks(config, kind, method)?.has('session') ?? true);
}

/**
 * The hooks of the wire contract (section 12) that STING does itself, as configured after a flow: the method's own list
 * replaces that of the flow. Null when nothing is configured, and STING's default holds.
 */
export function builtInHooks(config: Config, kind: FlowKind, method: string): Set<Named> | null {
  const values = config as unknown as Record<string, Hook[] | undefined>;
  const after = `selfservice.flows.${kind}.after`;
  const configured = values[`${after}.${method}.hooks`] ?? values[`${after}.hooks`];
  if (configured === undefined || configured.length === 0) return null;
  return new Set(configured.map(({ hook }) => hook).filter((hook): hook is Named => hook !== 'web_hook'));
}
