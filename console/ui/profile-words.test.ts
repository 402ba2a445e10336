import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tierNeeds, valueWords } from './profile-words.ts';

describe('the words of the profile', () => {
  it('says values as people do', () => {
    assert.equal(valueWords('1h30m'), '1 hour 30 minutes');
    assert.equal(valueWords('7d'), '7 days');
    assert.equal(valueWords(null), 'no limit');
    assert.equal(valueWords('true'), 'yes');
    assert.equal(valueWords('aal2'), 'a passkey or two proofs');
  });

  it('leaves what it does not know as the operator wrote it', () => {
    for (const value of ['constructor', '10', '', 'owner, admin', '5m later']) assert.equal(valueWords(value), value);
  });

  it('says what a tier asks for', () => {
    assert.equal(tierNeeds({ level: 'aal1' }), 'Being signed in');
    assert.equal(tierNeeds({ level: 'aal1', max_age_seconds: 1800 }), 'Any proof, given within the last 30 minutes');
    assert.equal(tierNeeds({ level: 'aal2', action_bound: true }), 'A passkey or two proofs, for exactly this action');
    assert.equal(
      tierNeeds({ level: 'aal2', phishing_resistant: true, max_age_seconds: 180 }),
      'A passkey or security key, given within the last 3 minutes',
    );
  });
});
