import type { Client, Flow, SelfService } from '../../flows/flows.ts';
import type { Application } from '../application.ts';

/** A fresh flow in place of one that cannot go on, for the same purpose. */
export function restart(
  { flows }: Pick<Application, 'flows'>,
  kind: SelfService,
  { requestUrl, returnTo, data }: Flow,
  client: Client,
): Promise<Flow> {
  const common = { requestUrl, returnTo };
  switch (kind) {
    case 'settings':
      return flows.startSettings(client, common);
    case 'recovery':
      return flows.startRecovery(client, { ...common, skipSettings: data.skipSettings ?? false });
    case 'verification':
      return flows.startVerification(client, common);
    case 'registration':
      // The token of a link is not known here any more, only its digest: the link has to be opened again.
      return flows.startRegistration(client, {
        ...common,
        setup: null,
        invitation: null,
        schemaId: null,
        afterVerification: data.afterVerification ?? null,
      });
    case 'login': {
      const aal = data.requestedAal === 'aal2' ? 'aal2' : 'aal1';
      return flows.startLogin(client, { ...common, refresh: data.refresh ?? false, aal, via: data.via ?? null });
    }
  }
}
