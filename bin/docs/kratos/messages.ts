import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type MessageId, message } from '../../../src/methods/messages.ts';
import { table } from '../table.ts';

/** Every message id of Kratos, as ranges: 164 of them. */
const ranges: readonly (readonly [first: number, last: number])[] = [
  [1010001, 1010025],
  [1040001, 1040009],
  [1050001, 1050023],
  [1060001, 1060007],
  [1070001, 1070018],
  [1080001, 1080005],
  [4000001, 4000046],
  [4010001, 4010011],
  [4040001, 4040003],
  [4050001, 4050002],
  [4060001, 4060006],
  [4070001, 4070006],
  [5000001, 5000003],
];
export const kratosIds = ranges.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index),
);

const source = fileURLToPath(new URL('../../../src/', import.meta.url));
const idsIn = (text: string) => [...text.matchAll(/\b\d{7}\b/g)].map(([id]) => Number(id));
const own = 'methods/messages.ts';

/** The ids of the table of messages. */
export const knownIds: readonly number[] = [...readFileSync(source + own, 'utf8').matchAll(/^ {2}(\d{7}):/gm)].map(
  ([, id]) => Number(id),
);

/** Those that some part of the product sends; the pages only translate. */
export function sentIds(): number[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /(?<!\.test)\.ts$/.test(file) && file !== own && !file.startsWith('pages/'),
  );
  const sent = new Set(files.flatMap((file) => idsIn(readFileSync(source + file, 'utf8'))));
  return knownIds.filter((id) => sent.has(id));
}

/** A context in which each placeholder stands for itself. */
const placeholders = new Proxy({}, { get: (_, name) => `{${String(name)}}` });

export function messageTable(): string {
  const rows = sentIds().map((id) => {
    const { text, type } = message(id as MessageId, placeholders);
    return [String(id), type, text];
  });
  return table(['id', 'type', 'text in English'], rows);
}

/** The others of Kratos, in one line. */
export function unsentList(): string {
  const sent = new Set(sentIds());
  return kratosIds.filter((id) => !sent.has(id)).join(', ');
}
