import type { HookFlow } from '../../hooks/hooks.ts';
import { problemMessage } from '../../methods/messages.ts';
import { traitRefusal } from '../../methods/profile/profile.ts';
import { hookContext } from '../hook-context.ts';
import type { Step } from '../steps.ts';

/** Web hooks that are waited for: they may refuse the submission, or complete the traits of whoever registers. */
export const afterHooks: Step = async (context) => {
  const { hooks, kind, method, flow, identities } = context;
  const result = await hooks.run('after', kind as HookFlow, method.group, hookContext(context));
  if ('refused' in result) {
    return {
      refused: true,
      reason: 'hook_refused',
      messages: result.refused.map(({ node, id, text, context: more }) => ({
        ...(node ? { node } : {}),
        message: problemMessage(id, text, more ?? {}),
      })),
    };
  }
  if (!result.identity || kind !== 'registration') return;
  const { traits, ...metadata } = result.identity;
  flow.data.metadata = metadata;
  if (!traits) return;
  const { schemaId } = flow.data.newIdentity!;
  const checked = identities.checkTraits(schemaId, traits);
  if ('problems' in checked) return traitRefusal(checked.problems, identities.schema(schemaId)!.fields);
  flow.data.traits = checked.traits;
};

/** Web hooks that nobody waits for leave with the transaction. */
export const queueHooks: Step = async (context, tx) => {
  const { hooks, kind, method } = context;
  await hooks.queue(tx, 'after', kind as HookFlow, method.group, hookContext(context));
};
