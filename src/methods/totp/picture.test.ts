import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'uqr';
import { qrPicture } from './picture.ts';

const text = 'otpauth://totp/Honey:alice%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Honey';

test('the picture has the dark modules of the code, inside four modules of white', () => {
  const svg = Buffer.from(qrPicture(text).replace('data:image/svg+xml;base64,', ''), 'base64').toString();
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  assert.match(svg, new RegExp(`^<svg [^>]*viewBox="0 0 ${(size + 8) * 10} ${(size + 8) * 10}"`));
  const drawn = new Set([...svg.matchAll(/M(\d+),(\d+)h10v10h-10z/g)].map(([, x, y]) => `${x},${y}`));
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`${(x + 4) * 10},${(y + 4) * 10}`] : [])));
  assert.deepEqual([...drawn].sort(), dark.sort());
});
