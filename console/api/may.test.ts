import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Jar } from '../../src/http/api/shapes.ts';
import { grantable, whyNot } from './may.ts';

function jar(relation: Jar['my']['relation'], may: NonNullable<Jar['my']['may']>, type: Jar['type'] = 'private'): Jar {
  return { type, owner: { id: '1', name: 'Alice' }, my: { relation, may } } as Jar;
}

for (const [name, of, verb, expected] of [
  ['what may is allowed', jar('viewer', ['upload']), 'upload', null],
  [
    'a viewer asks',
    jar('viewer', ['read']),
    'upload',
    'Uploading is for contributors and above. You are a viewer. Ask Alice.',
  ],
  [
    'an editor does not delete',
    jar('editor', ['edit']),
    'delete',
    'Deleting is for the owner, Alice. You are an editor.',
  ],
  ['nobody in particular', jar(null, []), 'share', 'Sharing is for managers and above. Ask Alice.'],
  [
    'jars by name only',
    jar('manager', [], 'restricted'),
    'share',
    'Only the owner, Alice, shares a jar that is open by name only.',
  ],
  ['a policy forbids', jar('owner', []), 'delete', 'Deleting is not allowed here by the rules of this installation.'],
] as const) {
  test(name, () => assert.equal(whyNot(of, verb), expected));
}

test('nobody gives more than they hold', () => {
  assert.deepEqual(grantable(jar('editor', [])), ['viewer', 'contributor', 'editor']);
  assert.deepEqual(grantable(jar(null, [])), []);
});
