import { message } from '../methods/messages.ts';
import type { FlowFacts } from '../methods/strategy.ts';
import { input, submit, type UiNode } from '../methods/ui.ts';
import type { FlowDependencies } from './context.ts';
import type { Flow } from './flow.ts';

/** Whether a login asks who it is before it shows how to prove it. */
export function asksIdentifierFirst({ config }: Pick<FlowDependencies, 'config'>, flow: Flow): boolean {
  const style = config['selfservice.flows.login.style'];
  return (
    flow.kind === 'login' &&
    style === 'identifier_first' &&
    flow.identityId === null &&
    flow.data.identifier === undefined
  );
}

/** The field for who somebody is: open to be typed, or carried along hidden once that is known. */
export function identifierNodes(
  dependencies: FlowDependencies,
  flow: Flow,
  { identity, second, refresh }: FlowFacts,
): UiNode[] {
  const { identities } = dependencies;
  if (identity) {
    // A second proof needs no name; proving the first one again may.
    if (second && !refresh) return [];
    const name = identities.displayName(identity.schemaId, identity.traits, identity.id);
    return [input('default', 'identifier', { type: 'hidden', value: name })];
  }
  if (flow.data.identifier !== undefined) {
    return [input('default', 'identifier', { type: 'hidden', value: flow.data.identifier, required: true })];
  }
  const titles = identities.identifierTitles(identities.defaultSchemaId);
  const field = input('default', 'identifier', {
    type: 'text',
    value: '',
    required: true,
    autocomplete: 'username webauthn',
    label: titles.length === 1 ? message(1070002, { name: 'identifier', title: titles[0] }) : 1070004,
  });
  return asksIdentifierFirst(dependencies, flow)
    ? [field, submit('identifier_first', 'method', 'identifier_first', 1010013)]
    : [field];
}
