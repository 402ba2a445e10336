import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTest, readSources } from '../../../test/support/sources.ts';
import { phrase } from '../wording.ts';
import { languages, textsIn } from './languages.ts';

/** Files whose sentences are for operators and for other programs: they reach no page. */
const notForPeople =
  /\/(messages|errors|import|breach-file|word-list|imported|credential)\.ts$|\/imported\/|^src\/flows\/(step-up|operator-recovery)\.ts$/;

const said = [...readSources('src')].filter(
  (file) => /^src\/(methods|flows)\//.test(file.path) && !isTest(file) && !notForPeople.test(file.path),
);

test('every sentence that a method gives as a reason has words in every language', () => {
  const sentences = said.flatMap(({ strings }) => strings.filter((text) => /^[A-Z][a-z]+ .*\.$/.test(text)));
  assert.ok(sentences.length > 10, `${sentences.length} sentences`);
  for (const language of languages.filter((each) => each !== 'en')) {
    const missing = sentences.filter((sentence) => phrase(sentence, textsIn(language)) === sentence);
    assert.deepEqual(missing, [], language);
  }
});
