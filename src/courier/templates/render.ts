import { builtInLanguage, lookupTags } from './languages.ts';
import { escapeHtml, layout } from './layout.ts';
import { type Overrides, type Part, readOverrides } from './overrides.ts';
import { fill, fillLines, readPieces, type Values } from './pieces.ts';
import { isCode, isLink } from './template.ts';
import { type Facts, oneLine, redacted, valuesOf } from './values.ts';

/** A message as it is sent. */
export interface Content {
  /** BCP 47, of the text. */
  language: string;
  /** Empty for an SMS, like `html`. */
  subject: string;
  text: string;
  html: string;
  /** The values, for a gateway that composes its own message. */
  data: Record<string, string | number>;
}

export interface Rendered {
  content: Content;
  /** What may be kept and shown when it has been sent. */
  record: { subject: string; text: string };
}

export interface Renderer {
  email(facts: Facts): Rendered;
  sms(facts: Facts): Rendered;
}

/** Throws OperatorError for a folder of texts that cannot be used. */
export function createRenderer(templateFolder: string | undefined): Renderer {
  const overrides = readOverrides(templateFolder);
  return {
    email(facts) {
      const values = valuesOf(facts);
      const subject = find(overrides, facts, 'subject');
      const text = find(overrides, facts, 'text');
      const subjectOf = (of: Values) => oneLine(fill(subject.pieces, of).replace(/\s+/g, ' '));
      const content = { language: text.tag, subject: subjectOf(values), text: fillLines(text.pieces, values) };
      const html = htmlOf(overrides, facts, values, content);
      const kept = redacted(values);
      return {
        content: { ...content, html, data: dataOf(facts, values) },
        record: { subject: subjectOf(kept), text: fillLines(text.pieces, kept) },
      };
    },
    sms(facts) {
      const values = valuesOf(facts);
      const { pieces, tag } = find(overrides, facts, 'sms');
      const text = fillLines(pieces, values);
      return {
        content: { language: tag, subject: '', text, html: '', data: dataOf(facts, values) },
        record: { subject: '', text: fillLines(pieces, redacted(values)) },
      };
    },
  };
}

/** The words nearest to the wanted language, the operator's before ours. */
function find(overrides: Overrides, { template, language }: Facts, part: Exclude<Part, 'html'>) {
  for (const tag of lookupTags(language)) {
    const own = overrides.find(tag, template, part);
    if (own) return { pieces: own, tag };
    const builtIn = builtInLanguage(tag)?.templates[template][part];
    if (builtIn !== undefined) return { pieces: readPieces(builtIn), tag };
  }
  throw new Error(`There are no words for ${template}.`);
}

/** The operator's HTML if it is in the language of the text or in a nearer one, otherwise the text in our layout. */
function htmlOf(
  overrides: Overrides,
  { template, language, product }: Facts,
  values: Values,
  { language: textTag, subject, text }: Omit<Content, 'html' | 'data'>,
): string {
  for (const tag of lookupTags(language)) {
    const own = overrides.find(tag, template, 'html');
    if (own) return fill(own, values, escapeHtml);
    if (tag === textTag) break;
  }
  const all = (is: (name: string) => boolean) =>
    Object.keys(values).flatMap((name) => (is(name) ? [values[name]!] : []));
  return layout({
    language: textTag,
    product,
    title: subject,
    text,
    codes: all(isCode),
    links: all(isLink),
    action: builtInLanguage(textTag)?.templates[template].action,
  });
}

function dataOf({ data }: Facts, values: Record<string, string>): Content['data'] {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const given = data[name];
      return [name, typeof given === 'number' && name !== 'when' ? given : value];
    }),
  );
}
