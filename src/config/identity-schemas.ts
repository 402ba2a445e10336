import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flag, type Kind, listOf, problem, text } from './kinds.ts';
import { may, must, record } from './record.ts';

/** One identity schema as the operator wrote it; whether it is a good one the identity module says. */
export interface IdentitySchema {
  id: string;
  json: unknown;
  selfserviceSelectable: boolean;
}

const members = record({
  id: must(text('an id of letters, digits, - and _', (id) => /^[\w.-]{1,100}$/.test(id))),
  url: must(text('file:// and a path, or base64:// and the schema')),
  selfservice_selectable: may(flag(), false),
});

const identitySchema: Kind<IdentitySchema> = {
  type: 'group',
  bound: members.bound,
  structured: true,
  read: (raw, place) => {
    const outer = members.read(raw, place);
    if ('problem' in outer) return outer;
    const { id, url, selfservice_selectable: selfserviceSelectable } = outer.value;
    if (/^https?:/i.test(url)) {
      return {
        at: '.url',
        problem: 'is on the network, where STING does not fetch it; save it to a file and name that',
      };
    }
    const text = /^base64:\/\//.test(url)
      ? Buffer.from(url.slice('base64://'.length), 'base64').toString('utf8')
      : fileText(url, place?.folder ?? '.');
    if (text === null) return { at: '.url', problem: 'names a file that cannot be read' };
    const json = object(text);
    if (json === null) return { at: '.url', problem: 'does not hold a JSON object' };
    return { value: { id, json, selfserviceSelectable } };
  },
  write: ({ id, json, selfserviceSelectable }) =>
    JSON.stringify({
      id,
      url: `base64://${Buffer.from(JSON.stringify(json)).toString('base64')}`,
      selfservice_selectable: selfserviceSelectable,
    }),
};

/** `file:///absolute`, `file://relative/to/the/configuration` or a path; null when it cannot be read. */
function fileText(url: string, folder: string): string | null {
  try {
    const path = url.startsWith('file:///') ? fileURLToPath(url) : resolve(folder, url.replace(/^file:\/\//, ''));
    return readFileSync(path, 'utf8');
  } catch {
    // Missing, unreadable, a folder or no path at all: the operator has to look at the same line.
    return null;
  }
}

function object(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** The schemas, each id once. */
export const identitySchemas: Kind<IdentitySchema[]> = {
  ...listOf(identitySchema),
  read: (raw, place) => {
    const result = listOf(identitySchema).read(raw, place);
    if ('problem' in result) return result;
    const ids = result.value.map(({ id }) => id);
    return new Set(ids).size < ids.length ? problem('has two schemas of one id') : result;
  },
};
