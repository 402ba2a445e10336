import { isQuiet } from './button.ts';
import { attributes, type Html, html } from './html.ts';
import { containerMessage } from './message.ts';
import { type NodeStyle, node } from './node.ts';
import type { Texts } from './texts/en.ts';
import { type Flow, type InputNode, isButton, isField, isHidden, isKey, isShown, type UiNode } from './ui.ts';
import { wordsUnder } from './wording.ts';

export interface Arrangement {
  texts: Texts;
  /** Keys come before everything else: at sign-in they need nothing typed. */
  keysFirst: boolean;
  /** Ways after the first that want something typed wait folded up. */
  folds: boolean;
  /** Labels by group and name of the button (`code.method`), in place of the contract's. */
  relabel?: Record<string, string>;
  /** Groups whose buttons are a way around what the screen is for. */
  quiet?: readonly string[];
  /** What stands under such a button, for those who read before they press. */
  hints?: Record<string, string>;
  /** The field that the flow's error is about, see `fieldInQuestion`. */
  inQuestion: InputNode | undefined;
}

/**
 * One form when the visible default fields (identifier, traits) serve every way on; otherwise a form for each group,
 * so that the empty field of one way does not hold up another. Hidden default fields then go with each.
 */
function split(nodes: readonly UiNode[], keysFirst: boolean): UiNode[][] {
  const kept = nodes.filter((one) => isShown(one) || isHidden(one));
  const ordered = keysFirst ? [...kept.filter(isKey), ...kept.filter((one) => !isKey(one))] : kept;
  const common = ordered.filter(({ group }) => group === 'default');
  if (common.some(isShown)) return [ordered];
  const groups = new Set(ordered.filter((one) => !common.includes(one)).map(({ group }) => group));
  return [...groups].map((group) => [...common, ...ordered.filter((one) => one.group === group)]);
}

/**
 * Fields before buttons in each group, except that the keys of a sign-in stay where they are. Hidden fields lead. A
 * password is what Enter sends when it is there, so it comes before a code that would be sent instead.
 */
function rank(one: UiNode, { keysFirst, quiet = [] }: Arrangement): number {
  if (isHidden(one)) return 0;
  if (isButton(one) && (isQuiet(one) || quiet.includes(one.group))) return 5;
  if (keysFirst && isKey(one)) return 1;
  if (one.group === 'default') return 2;
  return one.group === 'password' ? 3 : 4;
}

const quietRank = 5;

/** All forms of a flow. The first way on is the primary one. */
export function forms(flow: Flow, arrangement: Arrangement): Html {
  const parts = split(flow.ui.nodes, arrangement.keysFirst)
    .map((nodes) => nodes.map((one) => ({ one, at: rank(one, arrangement) })).sort((a, b) => a.at - b.at))
    // A form that only leads back or around comes last.
    .sort((a, b) => Number(onlyQuiet(a)) - Number(onlyQuiet(b)));
  if (arrangement.folds) parts.sort((a, b) => strengthOf(a) - strengthOf(b));
  const primary = parts.flat().find(({ one, at }) => isButton(one) && at !== quietRank)?.one;
  let shown = 0;
  return html`${parts.map((part) => {
    const first = !onlyQuiet(part) && part.some(({ one }) => isShown(one)) ? shown++ : -1;
    const divider =
      first === 1 && html`<p class="or">${arrangement.folds ? arrangement.texts.otherWays : arrangement.texts.or}</p>`;
    return html`${divider}${form(flow, part, { ...arrangement, primary, folded: arrangement.folds && first > 0 })}`;
  })}`;
}

type Part = { one: UiNode; at: number }[];

/** The ways to confirm, those first that are hardest to take from somebody. */
const strength = ['passkey', 'webauthn', 'totp', 'lookup_secret', 'password', 'code'];

const strengthOf = (part: Part): number => strength.indexOf(part.find(({ one }) => isShown(one))?.one.group ?? '');

const onlyQuiet = (part: Part): boolean => part.every(({ one, at }) => isHidden(one) || at === quietRank);

function form(
  { ui, active }: Flow,
  part: Part,
  arrangement: Arrangement & { primary: UiNode | undefined; folded: boolean },
): Html {
  const { texts, relabel = {}, hints = {}, primary, folded, inQuestion } = arrangement;
  const nodes = part.map(({ one }) => one);
  const submits = new Set(part.flatMap(({ one, at }) => (isButton(one) && at !== quietRank ? [one.group] : [])));
  const body = part.map(({ one, at }, index) => {
    const name = one.type === 'input' ? `${one.group}.${one.attributes.name}` : '';
    const style: NodeStyle = {
      texts,
      weight: one === primary ? 'primary' : at === quietRank ? 'quiet' : 'normal',
      insists: one.group === 'default' || submits.size === 1,
      label: wordsUnder(relabel, name),
      inQuestion: one === inQuestion,
    };
    const hint = isButton(one) && wordsUnder(hints, name);
    const change = at === 2 && part[index - 1]?.at === 1 && html`<p class="or script">${texts.or}</p>`;
    return html`${change}${node(one, style)}${hint && html`<p class="hint under${isKey(one) && ' script'}">${hint}</p>`}`;
  });
  const bySms = nodes.some((one) => one.meta.label?.context?.['channel'] === 'sms');
  const members = {
    action: ui.action,
    method: ui.method,
    class: nodes.every((one) => isHidden(one) || needsScript(one)) && 'script',
  };
  const written = html`<form${attributes(members)}>${strayMessages(nodes, texts)}${body}${bySms && html`<p class="hint under">${texts.smsRisk}</p>`}</form>`;

  const group = nodes.find(isShown)?.group ?? '';
  if (!folded || !nodes.some(isField)) return written;
  const open = nodes.some(({ messages }) => messages.length > 0) || nodes.includes(inQuestion!) || active === group;
  return html`<details${attributes({ open, name: 'way' })}><summary>${wordsUnder(texts.ways, group) ?? group}</summary>${written}</details>`;
}

const needsScript = (one: UiNode): boolean => isButton(one) && one.attributes.type === 'button';

/** Messages that the server tied to a field nobody sees. */
export function strayMessages(nodes: readonly UiNode[], texts: Texts): Html[] {
  return nodes.filter(isHidden).flatMap((one) => one.messages.map((message) => containerMessage(message, texts)));
}

/** The field that an error of the whole flow is about: the one to fill in by the way that was tried. */
export function fieldInQuestion({ ui, state, active }: Flow): InputNode | undefined {
  if (!(ui.messages ?? []).some(({ type }) => type === 'error')) return undefined;
  const fields = ui.nodes.filter(isField);
  if (state === 'sent_email' && fields.length === 1) return fields[0];
  const tried = fields.filter(({ group }) => group === active);
  return tried.length === 1 ? tried[0] : undefined;
}
