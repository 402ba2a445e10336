import { backupCodes } from './backup-codes.ts';
import { button, type Weight } from './button.ts';
import { field } from './field.ts';
import { attributes, type Html, html } from './html.ts';
import type { Texts } from './texts/en.ts';
import { isButton, type UiNode } from './ui.ts';
import { webAddress } from './web-address.ts';
import { wordsFor } from './wording.ts';

export interface NodeStyle {
  texts: Texts;
  weight: Weight;
  /** Whether the browser insists on inputs that the server requires. */
  insists: boolean;
  /** Replaces the label of a button. */
  label?: string | undefined;
  /** Whom the backup codes belong to, for the file and the print. */
  owner?: string | undefined;
  /** The flow's error, whose id is `problem`, is about this field. */
  inQuestion?: boolean;
}

/** Any node of a flow; null for those that our pages leave out (see `isShown`). */
export function node(subject: UiNode, style: NodeStyle): Html | null {
  const { texts } = style;
  const label = subject.meta.label && wordsFor(subject.meta.label, texts);
  switch (subject.type) {
    case 'input':
      return isButton(subject)
        ? button(subject, texts, style.weight, style.label)
        : field(subject, texts, {
            required: style.insists && subject.attributes.required === true,
            inQuestion: style.inQuestion === true,
          });
    case 'text':
      if (subject.attributes.id === 'lookup_secret_codes') return backupCodes(subject, texts, style.owner ?? '');
      return html`<p>${label && html`<span class="hint">${label}</span><br>`}<code class="who">${legible(wordsFor(subject.attributes.text, texts))}</code></p>`;
    case 'img': {
      const { src, width, height } = subject.attributes;
      // Only a picture that stands in the page itself: nothing is fetched, and nobody learns who looks.
      if (!src.startsWith('data:image/')) return null;
      return html`<p class="picture"><img${attributes({ src, width, height, alt: label ?? '' })}></p>`;
    }
    case 'a': {
      const { href, title } = subject.attributes;
      return html`<a class="button primary" href="${webAddress(href)}">${label ?? wordsFor(title, texts)}</a>`;
    }
    case 'script':
    case 'div':
      return null;
  }
}

/** A secret to type in, in groups of four; spaces do not count in base 32. */
function legible(text: string): string {
  return /^[A-Z2-7]{16,}$/.test(text) ? text.replace(/(.{4})(?=.)/g, '$1 ') : text;
}
