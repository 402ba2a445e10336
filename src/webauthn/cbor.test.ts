import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Encodable, encodeCbor } from '../../test/support/cbor.ts';
import { decodeItem } from './cbor.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

test('decodes the examples of RFC 8949 appendix A that WebAuthn can contain', () => {
  const examples: [string, unknown][] = [
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1000],
    ['1a000f4240', 1000000],
    ['20', -1],
    ['3903e7', -1000],
    ['f4', false],
    ['f5', true],
    ['f6', null],
    ['60', ''],
    ['62c3bc', 'ü'],
    ['83010203', [1, 2, 3]],
    [
      'a201020304',
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
  ];
  for (const [bytes, value] of examples) {
    assert.deepEqual(decodeItem(hex(bytes)), { value, end: bytes.length / 2 });
  }
  assert.deepEqual(Buffer.from(decodeItem(hex('4401020304'))!.value as Uint8Array), hex('01020304'));
});

test('starts at the offset and tells where the item ends', () => {
  assert.deepEqual(decodeItem(hex('ff0102'), 1), { value: 1, end: 2 });
});

const refused: [name: string, bytes: string][] = [
  ['nothing', ''],
  ['a head without its argument', '19'],
  ['an argument cut short', '1903'],
  ['bytes cut short', '4401'],
  ['an array cut short', '8301'],
  ['an array longer than any input', '9affffffff00'],
  ['a map cut short', 'a101'],
  ['a repeated key', 'a201010102'],
  ['a key that is an array', 'a18001'],
  ['an argument of eight bytes', '1b0000000000000001'],
  ['indefinite length', '9f01ff'],
  ['a tag', 'c000'],
  ['a floating point number', 'f93c00'],
  ['undefined', 'f7'],
  ['text that is not UTF-8', '61ff'],
  ['nesting deeper than eight levels', `${'81'.repeat(9)}00`],
];

for (const [name, bytes] of refused) {
  test(`refuses ${name}`, () => assert.equal(decodeItem(hex(bytes)), null));
}

test('reads back whatever the encoder of the tests writes', () => {
  const leaf = fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 }), fc.boolean(), fc.string({ unit: 'binary' }));
  const entries = fc.uniqueArray(fc.tuple(fc.integer({ min: -300, max: 300 }), leaf), { selector: ([key]) => key });
  const value: fc.Arbitrary<Encodable> = fc.oneof(
    leaf,
    fc.array(leaf),
    entries.map((pairs) => new Map(pairs)),
  );
  fc.assert(
    fc.property(value, (item) => {
      const bytes = encodeCbor(item);
      assert.deepEqual(decodeItem(bytes), { value: item, end: bytes.length });
    }),
    { seed: 1 },
  );
});

test('never throws on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const item = decodeItem(bytes);
      assert.ok(item === null || item.end <= bytes.length);
    }),
    { seed: 2, numRuns: 2000 },
  );
});
