import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jarTypes, relations, sensitivities, verbs } from '../../access/access.ts';
import { Jar } from './shapes.ts';

/** The shapes name the words once more, since the console's types are made from them without the policy engine behind. */
test('the API speaks the words of the access rules', () => {
  const { type, sensitivity, my } = Jar.properties;
  const [relation] = my.properties.relation.anyOf;
  assert.deepEqual(type.enum, [...jarTypes]);
  assert.deepEqual(sensitivity.enum, [...sensitivities]);
  assert.deepEqual((relation as { enum: unknown }).enum, [...relations]);
  assert.deepEqual((my.properties.may as unknown as { items: { enum: unknown } }).items.enum, [...verbs]);
});
