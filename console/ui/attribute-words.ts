import type { PersonAttributes } from '../../src/http/api/policy-shapes.ts';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });

/** What rules know of a person, as names and values to read; what is not said is left out. */
export function attributeWords(attributes: PersonAttributes): [string, string][] {
  const { department, clearance, jurisdiction, employment_end } = attributes;
  const words: [string, string | null][] = [
    ['Department', department],
    ['Clearance', clearance === null ? null : String(clearance)],
    ['Jurisdiction', jurisdiction],
    ['Employment ends', employment_end === null ? null : day.format(new Date(employment_end))],
  ];
  return words.filter((each): each is [string, string] => each[1] !== null);
}
