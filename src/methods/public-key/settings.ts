import type { Evidence } from '../../assurance/evidence.ts';
import type { Credential } from '../../identity/identity.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import type { ChallengeBinding, PublicKeyCredentialRecord } from '../../webauthn/webauthn.ts';
import { type MessageId, message } from '../messages.ts';
import { type FlowFacts, isRefusal, refusal, type SettingsStrategy } from '../strategy.ts';
import { filled } from '../submitted.ts';
import { submit, type UiNode } from '../ui.ts';
import { removable } from '../ways-in.ts';
import type { KeyDependencies } from './dependencies.ts';
import { type EnrolmentFields, enrolment, type NewKey } from './enrolment.ts';
import { hexId } from './hex-id.ts';
import { type KeyKind, keysPerPerson } from './key-kind.ts';

type Key = Credential<PublicKeyCredentialRecord>;

type Change =
  | { saved: true; add: NewKey; evidence?: Evidence }
  | { saved: true; remove: Key; removes: Pick<Evidence, 'method' | 'credential'> };

interface KeyForm {
  fields: EnrolmentFields & { remove: string };
  /** Label of the button that removes a key. */
  removeLabel: MessageId;
  /** A key that was just enrolled strengthens the session (wire contract 7.3). */
  proves: boolean;
  /** Whether this client is shown the form at all. */
  shown(flow: FlowFacts): boolean;
  /**
   * The nodes to add one: `keys` are those of this kind that the person has, `all` their credentials of any type;
   * `deviceBound` that a key which cannot leave its device is still missing.
   */
  nodes(flow: FlowFacts, challenge: string, known: { keys: Key[]; all: Credential[]; deviceBound: boolean }): UiNode[];
}

/** Adding and removing keys on the account page. */
export function keySettings(
  kind: KeyKind,
  dependencies: KeyDependencies,
  { fields, removeLabel, proves, shown, nodes }: KeyForm,
): SettingsStrategy<Change> {
  const { webauthn, identities, store, first = ['passkey'], needsDeviceBound } = dependencies;
  const ceremony = enrolment(kind, dependencies, fields);
  const keysOf = (flow: FlowFacts) =>
    identities.credentials<PublicKeyCredentialRecord>(store.read, flow.identity!.id, kind.type);
  const binding = ({ id, session }: FlowFacts): ChallengeBinding => ({
    purpose: 'settings',
    method: kind.type,
    flow: id,
    session: session!.id,
    action: null,
  });

  const no = (reason: string, node: string, sentence: string) =>
    refusal(reason, 4000001, { node, context: { reason: sentence } });
  const tooMany = () =>
    no(
      `too_many_${kind.event}s`,
      fields.response,
      `You have ${keysPerPerson} ${kind.noun}s. Remove one before you add another.`,
    );
  const lastWayIn = () =>
    no('last_way_in', fields.remove, 'This is the last way to sign in. Add another passkey before you remove it.');
  const unknown = () => no('unknown_credential', fields.remove, `This ${kind.noun} is not in the list any more.`);

  return {
    group: kind.type,

    async prepare(tx, flow) {
      return shown(flow) ? webauthn.challenges.issue(tx, binding(flow)) : null;
    },

    async nodes(flow) {
      if (!shown(flow)) return [];
      const keys = await keysOf(flow);
      const all = await identities.credentials(store.read, flow.identity!.id);
      const removals = keys.map((key) => {
        const added = { added_at: rfc3339(key.createdAt), added_at_unix: Math.floor(key.createdAt / 1000) };
        const label = message(removeLabel, { display_name: key.name, ...added });
        return submit(kind.type, fields.remove, hexId(key.data), label, !removable(all, key.id, first));
      });
      const deviceBound = (await needsDeviceBound?.(store.read, flow.identity!.id)) ?? false;
      return [...removals, ...nodes(flow, flow.prepared[kind.type] as string, { keys, all, deviceBound })];
    },

    responsible: (body) => body['method'] === kind.type || filled(body[fields.response]) || filled(body[fields.remove]),

    privileged: () => true,

    adds: ({ body }) => filled(body[fields.response]),

    async claim(tx, attempt) {
      return filled(attempt.body[fields.response]) ? ceremony.redeem(tx, attempt, binding(attempt.flow)) : null;
    },

    async verify(attempt) {
      const keys = await keysOf(attempt.flow);
      if (filled(attempt.body[fields.response])) {
        if (keys.length >= keysPerPerson) return tooMany();
        const key = await ceremony.verify(attempt);
        if (isRefusal(key)) return key;
        return { saved: true, add: key, ...(proves ? { evidence: key.evidence } : {}) };
      }
      const remove = keys.find((key) => hexId(key.data) === attempt.body[fields.remove]);
      if (!remove) return unknown();
      const all = await identities.credentials(store.read, remove.identityId);
      if (!removable(all, remove.id, first)) return lastWayIn();
      return { saved: true, remove, removes: { method: kind.type, credential: remove.id } };
    },

    async commit(tx, { flow }, change) {
      const identityId = flow.identity!.id;
      if ('add' in change) {
        // Counted again: two that were verified side by side must not both be the last.
        if ((await identities.credentials(tx, identityId, kind.type)).length >= keysPerPerson) return tooMany();
        return ceremony.add(tx, identityId, change.add);
      }
      const { id } = change.remove;
      // Looked at again: two that were verified side by side must not both remove the last but one.
      const all = await identities.credentials(tx, identityId);
      if (!all.some((credential) => credential.id === id)) return unknown();
      if (!removable(all, id, first)) return lastWayIn();
      await identities.removeCredential(tx, id);
      return [{ type: `${kind.event}.removed`, details: { [kind.event]: id }, removedCredential: id }];
    },
  };
}
