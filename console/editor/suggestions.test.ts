import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { offerAt } from './suggestions.ts';

const path = (name: string, optional = false) => ({ path: name, type: 'Long', optional });
const vocabulary = {
  actions: ['audit.read', 'jar.read', 'jar.delete'],
  paths: [path('principal.clearance', true), path('context.environment.hour'), path('context.relation')],
  schema: '',
};

/** What is offered where the text has its `|`. */
function offered(marked: string) {
  const caret = marked.indexOf('|');
  const offer = offerAt(marked.replace('|', ''), caret, vocabulary);
  return offer && { ...offer, suggestions: offer.suggestions.map(({ text }) => text) };
}

describe('what the editor suggests', () => {
  for (const [marked, from, closing, suggestions] of [
    ['action == Action::"|', 19, '"', ['audit.read', 'jar.read', 'jar.delete']],
    ['action == Action::"jar.|"', 19, '', ['jar.read', 'jar.delete']],
    ['action == Action::"read|', 19, '"', ['audit.read', 'jar.read']],
    ['when { context.|', 7, '', ['context.environment.hour', 'context.relation']],
    ['when { context.HOUR|', 7, '', ['context.environment.hour']],
    ['when { context.environment.h|', 7, '', ['context.environment.hour']],
    ['when { !(principal.|', 9, '', ['principal.clearance']],
  ] as const) {
    it(`fits to ${marked}`, () => assert.deepEqual(offered(marked), { from, closing, suggestions }));
  }

  for (const marked of [
    '|',
    'when { context|',
    'when { resource.owner.|',
    'when { mycontext.|',
    'when { a.context.|',
    '// context.|',
    '@sentence("Of the context.|',
    'when { context.relation|',
    'action == Action::"steal|',
  ]) {
    it(`is nothing at ${marked}`, () => assert.equal(offered(marked), null));
  }

  it('says which of them may be absent', () =>
    assert.deepEqual(offerAt('principal.', 10, vocabulary)?.suggestions, [
      { text: 'principal.clearance', type: 'Long', optional: true },
    ]));
});
