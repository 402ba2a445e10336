import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Explanation } from '../../src/http/api/policy-shapes.ts';
import { answerLabel, explained, needsWords, operationLabel } from './answer-words.ts';

const bob: Explanation = {
  effect: 'allow',
  visible: true,
  policies: [],
  person: { id: '1', name: 'Bob' },
  operation: 'jar.read',
  permission: 'jar.read',
  tier: 1,
  resource: 'jar:7',
  relation: 'editor',
  ways: [
    { relation: 'viewer', by: { type: 'everyone', id: null, name: null }, expires_at: null },
    { relation: 'editor', by: { type: 'team', id: '2', name: 'Bees' }, expires_at: '2026-03-01T12:00:00Z' },
  ],
  roles: [],
  teams: [],
  attributes: {},
};
const rule = { id: 'a', sentence: 'A.', effect: 'forbid', text: '' } as const;
const way = (type: 'user' | 'role', relation: string, name: string | null = null) => ({
  relation,
  ways: [{ relation, by: { type, id: null, name }, expires_at: null }],
});

describe('the answer to “Why?”', () => {
  for (const [change, expected] of [
    [{}, ['Bob may read this jar: the team Bees was given “editor” until 1 March 2026.']],
    [way('user', 'owner'), ['Bob may read this jar: it is theirs.']],
    [way('user', 'viewer'), ['Bob may read this jar: they were given “viewer”.']],
    [way('role', 'viewer', 'support'), ['Bob may read this jar: the role support was given “viewer”.']],
    [{ relation: 'viewer' }, ['Bob may read this jar: everybody who is signed in is a viewer of it.']],
    [
      {
        effect: 'step_up',
        needs: { level: 'aal2', action_bound: true },
        permission: 'jar.delete',
        ...way('user', 'owner'),
      },
      ['Bob may delete this jar: it is theirs.', 'First they are asked for a second proof, for exactly this action.'],
    ],
    [
      { effect: 'deny', permission: 'jar.delete' },
      [
        'Bob may not delete this jar.',
        'The most that they hold is “editor”: the team Bees was given “editor” until 1 March 2026.',
        'No rule permits it, whatever they prove.',
      ],
    ],
    [
      { effect: 'deny', visible: false, relation: null, ways: [], policies: [rule] },
      [
        'Bob may not read this jar.',
        'They do not even learn that it exists.',
        'It was not shared with them, nor with a team or a role of theirs.',
        'No stronger proof would change that.',
      ],
    ],
    [
      { effect: 'deny', permission: 'audit.read', relation: null, ways: [], person: { id: '1', name: null } },
      ['This person may not read the audit trail.', 'No rule permits it, whatever they prove.'],
    ],
    [{ permission: 'hive.open', relation: null, ways: [] }, ['Bob may do “hive.open”.']],
  ] as [Partial<Explanation>, string[]][]) {
    it(`is ${expected[0]} (${expected.length})`, () => assert.deepEqual(explained({ ...bob, ...change }), expected));
  }
});

describe('what is left to prove', () => {
  for (const [needs, expected] of [
    [{ level: 'aal1' }, 'a proof'],
    [{ level: 'aal2', max_age_seconds: 300 }, 'a second proof, given within the last 5 minutes'],
    [
      { user_verified: true, max_age_seconds: 30 },
      'a passkey, with PIN or biometric, given within the last 30 seconds',
    ],
    [{ level: 'aal2', phishing_resistant: true }, 'a passkey'],
    [
      { level: 'aal3', phishing_resistant: true, user_verified: true, device_bound: true },
      'a key bound to its device, with PIN or biometric',
    ],
  ] as const) {
    it(`is ${expected}`, () => assert.equal(needsWords(needs), expected));
  }
});

describe('an answer in a word', () => {
  for (const [answer, expected] of [
    [{ effect: 'allow' }, 'Allowed'],
    [{ effect: 'deny' }, 'Refused'],
    [{ effect: 'step_up', needs: { level: 'aal2' } }, 'Asked for a second proof'],
    [{ effect: 'step_up' }, 'Asked for a stronger proof'],
  ] as const) {
    it(`is ${expected}`, () => assert.equal(answerLabel(answer), expected));
  }
  it('of an operation is its name', () => assert.equal(operationLabel('person.end_sessions'), 'Person end sessions'));
});
