import type { Flow, SelfService } from '../../flows/flows.ts';
import type { Application } from '../application.ts';

/** Where flows are shown and started, absolute, from the configured base and pages. */
export function flowAddresses({ config }: Pick<Application, 'config'>) {
  const base = config['serve.public.base_url'];
  const query = (address: string, parameters: Record<string, string | undefined>) => {
    const url = new URL(address);
    for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);
    return url.href;
  };
  return {
    base,
    /** The page of a flow. */
    page: (kind: SelfService, { id }: Pick<Flow, 'id'>) => `${config[`selfservice.flows.${kind}.ui_url`]}?flow=${id}`,
    /** Where a browser starts a flow. */
    start: (kind: SelfService, parameters: Record<string, string | undefined> = {}) =>
      query(`${base}/self-service/${kind}/browser`, parameters),
    /** Where a flow is submitted. */
    submit: (kind: SelfService, { id }: Pick<Flow, 'id'>) => `${base}/self-service/${kind}?flow=${id}`,
  };
}

export type FlowAddresses = ReturnType<typeof flowAddresses>;
