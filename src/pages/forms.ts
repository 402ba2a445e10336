import { isQuiet } from './button.ts';
import { attributes, type Html, html } from './html.ts';
import { containerMessage } from './message.ts';
import { type NodeStyle, node } from './node.ts';
import type { Texts } from './texts/en.ts';
import { type Flow, isButton, isHidden, isShown, type UiNode } from './ui.ts';

export interface Arrangement {
  texts: Texts;
  /** Keys come before everything else: at sign-in they need nothing typed. */
  keysFirst: boolean;
  /** Labels by name of button, in place of the contract's. */
  relabel?: Record<string, string>;
  /** Stands under the first button that asks for a passkey. */
  keyHint?: string | undefined;
}

/**
 * One form when the visible default fields (identifier, traits) serve every way on; otherwise a form for each group,
 * so that the empty field of one way does not hold up another. Hidden default fields then go with each.
 */
function split(nodes: readonly UiNode[], keysFirst: boolean): UiNode[][] {
  const isKey = ({ group }: UiNode) => group === 'passkey' || group === 'webauthn';
  const kept = nodes.filter((one) => isShown(one) || isHidden(one));
  const ordered = keysFirst ? [...kept.filter(isKey), ...kept.filter((one) => !isKey(one))] : kept;
  const common = ordered.filter(({ group }) => group === 'default');
  if (common.some(isShown)) return [ordered];
  const groups = new Set(ordered.filter((one) => !common.includes(one)).map(({ group }) => group));
  return [...groups].map((group) => [...common, ...ordered.filter((one) => one.group === group)]);
}

/** Fields before buttons in each group, except that the keys of a sign-in stay where they are. Hidden fields lead. */
function rank(one: UiNode, { keysFirst }: Arrangement): number {
  if (isHidden(one)) return 0;
  if (isButton(one) && isQuiet(one)) return 4;
  if (keysFirst && (one.group === 'passkey' || one.group === 'webauthn')) return 1;
  return one.group === 'default' ? 2 : 3;
}

/** All forms of a flow. The first way on is the primary one. */
export function forms({ ui }: Flow, arrangement: Arrangement): Html {
  const { texts, relabel = {}, keyHint } = arrangement;
  const parts = split(ui.nodes, arrangement.keysFirst).map((nodes) =>
    nodes.map((one) => ({ one, at: rank(one, arrangement) })).sort((a, b) => a.at - b.at),
  );
  const primary = parts
    .flat()
    .map(({ one }) => one)
    .find((one) => isButton(one) && !isQuiet(one));
  let shown = 0;

  const written = parts.map((part) => {
    const submits = new Set(part.flatMap(({ one }) => (isButton(one) && !isQuiet(one) ? [one.group] : [])));
    const first = part.find(({ one }) => isShown(one) && !(isButton(one) && isQuiet(one)));
    const divider = first && shown++ === 1 ? html`<p class="or">${texts.or}</p>` : null;
    const stray = strayMessages(
      part.map(({ one }) => one),
      texts,
    );
    const body = part.map(({ one, at }, index) => {
      const weight = one === primary ? 'primary' : isButton(one) && isQuiet(one) ? 'quiet' : 'normal';
      const label = one.type === 'input' ? relabel[one.attributes.name] : undefined;
      const style: NodeStyle = { texts, weight, insists: one.group === 'default' || submits.size === 1, label };
      const hint =
        keyHint && one === primary && one.group === 'passkey' && html`<p class="hint under script">${keyHint}</p>`;
      const change = at === 2 && part[index - 1]?.at === 1 && html`<p class="or script">${texts.or}</p>`;
      return html`${change}${node(one, style)}${hint}`;
    });
    return html`${divider}<form${attributes({ action: ui.action, method: ui.method })}>${stray}${body}</form>`;
  });
  return html`${written}`;
}

/** Messages that the server tied to a field nobody sees. */
export function strayMessages(nodes: readonly UiNode[], texts: Texts): Html[] {
  return nodes.filter(isHidden).flatMap((one) => one.messages.map((message) => containerMessage(message, texts)));
}
