import type { Config } from '../config/config.ts';
import type { Flow } from './flow.ts';

/**
 * Where a flow leads at its end (contract 8.3): what was asked for, else what is configured for the method, the flow, or
 * all of them. Null where nothing but the general default is configured.
 */
export function destinationOf(config: Config, { kind, active, returnTo }: Flow): string | null {
  if (returnTo) return returnTo;
  const values = config as unknown as Record<string, string | undefined>;
  const after = `selfservice.flows.${kind}.after`;
  return (
    values[`${after}.${active}.default_browser_return_url`] ?? values[`${after}.default_browser_return_url`] ?? null
  );
}

/** Where the page of a verified address leads. */
export function continueUrl(config: Config, flow: Flow): string {
  return flow.data.afterVerification ?? destinationOf(config, flow) ?? config['selfservice.default_browser_return_url'];
}
