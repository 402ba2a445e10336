import { attributes, type Html, html } from '../html.ts';

/** How something is taken away: what will happen is said first, and the button belongs to the form of its section. */
export interface Removal {
  formId: string;
  name: string;
  value: string;
  summary: string;
  warning: string;
  confirm: string;
  /** The element that names what is taken away. */
  describedBy?: string;
}

export function removal({ formId, name, value, summary, warning, confirm, describedBy }: Removal): Html {
  const members = { form: formId, name, value, class: 'danger', formnovalidate: true };
  const asks = attributes({ 'aria-describedby': describedBy });
  return html`<details><summary${asks}>${summary}</summary><p>${warning}</p><button${attributes(members)}>${confirm}</button></details>`;
}
