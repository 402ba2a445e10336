import type { HookFlow } from '../../hooks/hooks.ts';
import { problemMessage } from '../../methods/messages.ts';
import { isRefusal } from '../../methods/strategy.ts';
import { hookValues, unknownPerson } from '../hook-change.ts';
import { hookContext } from '../hook-context.ts';
import type { Step } from '../steps.ts';

/** Web hooks that are waited for: they may refuse the submission, or want something different about the identity. */
export const afterHooks: Step = async (context) => {
  const { hooks, kind, method, flow, identities, identity } = context;
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
  if (!result.identity) return;
  const { newIdentity, traits = {} } = flow.data;
  const current = identity ?? unknownPerson(newIdentity!.schemaId, traits);
  const values = hookValues(identities, current, result.identity);
  if (isRefusal(values)) return values;
  context.hookChange = result.identity;
};

/** What web hooks wanted, on the identity as it stands now. Of somebody who registers it is part of their creation. */
export const applyHookChange: Step = async (context, tx) => {
  const { hookChange, identities, identity } = context;
  if (!hookChange) return;
  const current = (await identities.byId(tx, identity!.id))!;
  const values = hookValues(identities, current, hookChange);
  if (isRefusal(values)) return values;
  context.identity = await identities.replace(tx, current.id, values);
};

/** Web hooks that nobody waits for leave with the transaction. */
export const queueHooks: Step = async (context, tx) => {
  const { hooks, kind, method } = context;
  await hooks.queue(tx, 'after', kind as HookFlow, method.group, hookContext(context));
};
