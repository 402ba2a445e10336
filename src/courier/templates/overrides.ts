import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../../kernel/errors.ts';
import { readGoTemplate } from './go-template.ts';
import { type Pieces, readPieces } from './pieces.ts';
import { isTemplateName, namesOf, type TemplateName, templateNames } from './template.ts';

export type Part = 'subject' | 'text' | 'html' | 'sms';

/** The operator's own texts. */
export interface Overrides {
  /** The part of a template under a language tag (lower case), or for every language as Kratos has it. */
  find(tag: string, template: TemplateName, part: Part): Pieces | undefined;
}

/** Where Kratos keeps the parts of a template. */
const kratosFiles: Record<string, Part> = {
  'email.subject.gotmpl': 'subject',
  'email.body.plaintext.gotmpl': 'text',
  'email.body.gotmpl': 'html',
  'sms.body.gotmpl': 'sms',
};

const anyLanguage = '*';

/**
 * Reads `LANGUAGE/TEMPLATE.{subject,text,html,sms}` and Kratos's `TYPE/{valid,invalid}/email.*.gotmpl`. Throws OperatorError
 * for what would not be used or could not be filled: a text that is silently not sent is worse than no start.
 */
export function readOverrides(folder: string | undefined): Overrides {
  const found = new Map<string, Pieces>();
  for (const directory of folder === undefined ? [] : entries(folder)) {
    const inside = join(folder!, directory.name);
    if (!directory.isDirectory()) throw new OperatorError(`${inside}: texts stand in a folder of their language.`);
    const kratos = templateNames.some((name) => name.startsWith(`${directory.name}_`));
    if (kratos) readKratosType(inside, directory.name, found);
    else readLanguage(inside, directory.name, found);
  }
  return {
    find: (tag, template, part) =>
      found.get(`${tag}/${template}.${part}`) ?? found.get(`${anyLanguage}/${template}.${part}`),
  };
}

function readLanguage(folder: string, tag: string, found: Map<string, Pieces>): void {
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.test(tag))
    throw new OperatorError(`${folder} is neither the tag of a language nor a template of Kratos that STING sends.`);
  for (const { name } of entries(folder)) {
    const file = join(folder, name);
    const [, template, part] = /^(\w+)\.(subject|text|html|sms)$/.exec(name) ?? [];
    if (template === undefined || !isTemplateName(template))
      throw new OperatorError(`${file} is no text that STING sends. There are ${templateNames.join(', ')}.`);
    const pieces = readPieces(read(file));
    const known = namesOf(template);
    for (const piece of pieces)
      if (typeof piece !== 'string' && !known.has(piece.name))
        throw new OperatorError(`${file}: there is no {${piece.name}} here, only ${[...known].join(', ')}.`);
    found.set(`${tag.toLowerCase()}/${template}.${part}`, pieces);
  }
}

function readKratosType(folder: string, type: string, found: Map<string, Pieces>): void {
  for (const variant of entries(folder)) {
    const inside = join(folder, variant.name);
    const template = `${type}_${variant.name}`;
    if (!isTemplateName(template)) throw new OperatorError(`${inside}: STING sends no message of this kind.`);
    for (const { name } of entries(inside)) {
      const file = join(inside, name);
      const part = Object.hasOwn(kratosFiles, name) ? kratosFiles[name] : undefined;
      if (part === undefined)
        throw new OperatorError(
          `${file} is not one of the files that are read: ${Object.keys(kratosFiles).join(', ')}.`,
        );
      found.set(`${anyLanguage}/${template}.${part}`, readGoTemplate(read(file), template, file));
    }
  }
}

/** Hidden files are nobody's text. */
function entries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  } catch (cause) {
    throw new OperatorError(`The folder of texts ${folder} cannot be read.`, { cause });
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new OperatorError(`The text ${file} cannot be read.`, { cause });
  }
}
