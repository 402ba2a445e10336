import { type Evidence, evidence } from '../../assurance/evidence.ts';
import type { Credential } from '../../identity/identity.ts';
import type { Reader } from '../../store/store.ts';
import { message } from '../messages.ts';
import { type FlowFacts, type Refusal, refusal, type SettingsStrategy } from '../strategy.ts';
import { asked, filled } from '../submitted.ts';
import { image, submit, text } from '../ui.ts';
import { keyUri, matchingStep, newSecret, typedCode } from './algorithm.ts';
import { codeField } from './code-field.ts';
import { type TotpCredentials, type TotpData, totpFactor } from './credential.ts';
import { qrPicture } from './picture.ts';
import type { TotpDependencies } from './totp.ts';

type Change =
  | { saved: true; add: TotpData; evidence: Evidence }
  | { saved: true; remove: Credential<TotpData>; removes: Pick<Evidence, 'method' | 'credential'> };

/** Setting up and removing the authenticator app on the account page. */
export function totpSettings(
  { store, identities, clock, random, attempts, keyring, issuer }: TotpDependencies,
  credentials: TotpCredentials,
): SettingsStrategy<Change> {
  const accountOf = ({ id, schemaId, traits }: NonNullable<FlowFacts['identity']>) =>
    identities.totpAccountName(schemaId, traits) ?? identities.displayName(schemaId, traits, id);

  /**
   * A secret that waits for its first code is kept in the flow, encrypted for this flow and this session: nobody else is
   * shown it, and a proof in between, which gives the session a new token, does not lose it.
   */
  const purpose = ({ id, session }: FlowFacts) => `totp to confirm/${id}/${session!.id}`;

  function pending(flow: FlowFacts): string | null {
    const box = flow.prepared['totp'];
    return typeof box === 'string' ? keyring.decrypt(purpose(flow), box) : null;
  }

  async function existsFor(db: Reader, { identity }: FlowFacts): Promise<boolean> {
    return (await credentials.find(db, identity!.id)) !== null;
  }

  const no = (reason: string, sentence: string, node?: string): Refusal =>
    refusal(reason, 4000001, { ...(node ? { node } : {}), context: { reason: sentence } });
  const exists = () => no('totp_exists', 'There is an authenticator app already. Remove it first.');
  const none = () => refusal('no_totp', 4000011);

  return {
    group: 'totp',

    // The secret stays the same while codes are tried: the app has it already.
    async prepare(tx, flow) {
      if (await existsFor(tx, flow)) return null;
      return pending(flow) === null ? keyring.encrypt(purpose(flow), newSecret(random)) : flow.prepared['totp'];
    },

    async nodes(flow) {
      if (await existsFor(store.read, flow)) return [submit('totp', 'totp_unlink', 'true', 1050004)];
      const secret = pending(flow);
      if (secret === null) return [];
      const uri = keyUri(issuer, accountOf(flow.identity!), secret);
      return [
        image('totp', 'totp_qr', qrPicture(uri), 1050005),
        text('totp', 'totp_secret_key', message(1050006, { secret }), message(1050017)),
        codeField(1070006),
        submit('totp', 'method', 'totp', 1070003),
      ];
    },

    responsible: (body) => body['method'] === 'totp' || asked(body['totp_unlink']) || filled(body['totp_code']),

    privileged: () => true,

    adds: ({ body }) => !asked(body['totp_unlink']),

    async verify({ flow, body }): Promise<Change | Refusal> {
      const app = await credentials.find(store.read, flow.identity!.id);
      if (asked(body['totp_unlink'])) {
        return app ? { saved: true, remove: app, removes: { method: 'totp', credential: app.id } } : none();
      }
      if (app) return exists();
      const secret = pending(flow);
      if (secret === null)
        return no('nothing_to_confirm', 'Open this page anew: what it showed cannot be used any more.');
      const code = typedCode(body['totp_code']);
      const step = code === null ? null : await matchingStep(secret, code, clock());
      if (step === null) return refusal('wrong_code', 4000008, { node: 'totp_code' });
      const proof = evidence({ method: 'totp', at: clock() });
      return { saved: true, add: { secret, lastStep: step }, evidence: proof };
    },

    async commit(tx, { flow }, change) {
      const identityId = flow.identity!.id;
      if ('remove' in change) {
        const { id } = change.remove;
        if ((await credentials.find(tx, identityId))?.id !== id) return none();
        await identities.removeCredential(tx, id);
        return [{ type: 'totp.removed', details: { totp: id }, removedCredential: id }];
      }
      if (await existsFor(tx, flow)) return exists();
      change.evidence.credential = await credentials.add(tx, identityId, change.add);
      // Guesses at an app before say nothing about this one.
      await attempts.succeed(tx, identityId, totpFactor);
      return [{ type: 'totp.added', details: { totp: change.evidence.credential } }];
    },
  };
}
