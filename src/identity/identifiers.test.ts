import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonicalIdentifier } from './identifiers.ts';

const cases: [raw: string, canonical: string][] = [
  [' Alice@Example.com ', 'alice@example.com'],
  ['+49 151 1234-5678', '+4915112345678'],
  ['  Alice ', 'alice'],
  ['ＡＬＩＣＥ', 'alice'],
  ['al\u200bice', 'alice'],
  ['al\u00adice\u200d', 'alice'],
  ['\u202ealice', 'alice'],
  ['a\u0301lice', 'álice'],
  ['ﬁona', 'fiona'],
  ['\u212aim', 'kim'],
  ['alice\n', 'alice'],
  ['al.ice', 'al.ice'],
  ['alice+1', 'alice+1'],
  ['\u0430lice', '\u0430lice'],
  ['\u3164', ''],
  ['', ''],
];

describe('a sign-in name', () => {
  for (const [raw, canonical] of cases) {
    it(`${JSON.stringify(raw)} is ${JSON.stringify(canonical)}`, () => {
      assert.equal(canonicalIdentifier(raw), canonical);
      assert.equal(canonicalIdentifier(canonical), canonical, 'one spelling stays as it is');
    });
  }
});
