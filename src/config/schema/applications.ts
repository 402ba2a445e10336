import { resolve } from 'node:path';
import { atStart, required } from '../key.ts';
import { integer, type Kind, listOf, text } from '../kinds.ts';

const path = text('a file');

/** A relative path begins at the folder of the configuration. */
const file: Kind<string> = {
  ...path,
  read: (raw, place) => {
    const result = path.read(raw, place);
    return 'value' in result ? { value: resolve(place?.folder ?? '.', result.value) } : result;
  },
};

/** Applications that ask for decisions by OpenID AuthZEN. */
export const applicationKeys = atStart({
  'applications.files': required(
    listOf(file),
    [] as string[],
    'YAML files that each set up one application: schema, policies, entities and what it may say.',
  ),
  'applications.evaluations_per_minute': required(
    integer(1000, 10_000_000),
    60_000,
    'How many evaluations one application may ask for in a minute; a search counts as 100.',
  ),
});
