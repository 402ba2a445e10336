import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refusalOf } from './refusal.ts';

const one = { id: 1234, text: 'No.', type: 'error', context: { a: 1 } };
const at = (instance_ptr: unknown, ...messages: unknown[]) => ({ messages: [{ instance_ptr, messages }] });
const read = { node: null, id: 1234, text: 'No.', type: 'error', context: { a: 1 } };

const accepted: [what: string, answer: unknown, messages: object[]][] = [
  ['a message at a trait', at('#/traits/email', one), [{ ...read, node: 'traits.email' }]],
  ['a pointer without #', at('/traits/name/first', one), [{ ...read, node: 'traits.name.first' }]],
  ['a pointer with escapes', at('#/traits/a~1b~0c', one), [{ ...read, node: 'traits.a/b~c' }]],
  ['a message for the whole', at('', one), [read]],
  ['#', at('#', one), [read]],
  ['#/', at('#/', one), [read]],
  ['no pointer', { messages: [{ messages: [one] }] }, [read]],
  ['a message without type and context', at('', { id: 1, text: 'x' }), [{ ...read, id: 1, text: 'x', context: null }]],
  ['other members', { ...at('', { ...one, more: 1 }), more: 1 }, [read]],
  ['twenty messages', at('', ...Array(20).fill(one)), Array(20).fill(read)],
  ['a long text', at('', { ...one, text: 'x'.repeat(500) }), [{ ...read, text: 'x'.repeat(500) }]],
  [
    'two places',
    { messages: [...at('#/password', one).messages, ...at('', one).messages] },
    [{ ...read, node: 'password' }, read],
  ],
];

const unreadable: [what: string, answer: unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', 'No.'],
  ['a list', [one]],
  ['no messages', {}],
  ['an empty list', { messages: [] }],
  ['a place without messages', at('#/traits/email')],
  ['messages that are no list', { messages: one }],
  ['a message without its place', { messages: [one] }],
  ['a message that is null', at('', null)],
  ['a message that is a text', at('', 'No.')],
  ['one good and one bad message', at('', one, {})],
  ['an id as text', at('', { ...one, id: '1234' })],
  ['a broken id', at('', { ...one, id: 1.5 })],
  ['a negative id', at('', { ...one, id: -1 })],
  ['an id that is too large', at('', { ...one, id: 2 ** 53 })],
  ['no text', at('', { ...one, text: undefined })],
  ['an empty text', at('', { ...one, text: ' ' })],
  ['a text that is too long', at('', { ...one, text: 'x'.repeat(501) })],
  ['an unknown type', at('', { ...one, type: 'warning' })],
  ['a context that is a list', at('', { ...one, context: [] })],
  ['a context that is too large', at('', { ...one, context: { a: 'x'.repeat(2000) } })],
  ['twenty-one messages', at('', ...Array(21).fill(one))],
  ['twenty-one places', { messages: Array(21).fill({ instance_ptr: '', messages: [one] }) }],
  ['a pointer that is none', at('traits.email', one)],
  ['a pointer with a broken escape', at('#/traits/a~2', one)],
  ['a pointer that is a number', at(7, one)],
  ['a pointer that is too long', at(`#/${'x'.repeat(200)}`, one)],
  ['a pointer of two lines', at('#/traits/a\nb', one)],
  ['a pointer to the prototype', at('#/__proto__', one)],
];

describe('refusalOf', () => {
  for (const [what, answer, messages] of accepted) {
    it(`reads ${what}`, () => assert.deepEqual(refusalOf(answer), messages));
  }
  for (const [what, answer] of unreadable) {
    it(`does not read ${what}`, () => assert.equal(refusalOf(answer), null));
  }
});
