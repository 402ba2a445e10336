import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { badRequest, notFound, StingError } from './errors.ts';

describe('StingError', () => {
  it('keeps what the client hears apart from what the operator reads', () => {
    const cause = new Error('ECONNREFUSED');
    const error = new StingError({ code: 'mail_failed', status: 502, message: 'Try again.', detail: 'smtp:25', cause });
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'StingError');
    assert.equal(error.message, 'Try again.');
    assert.equal(error.detail, 'smtp:25');
    assert.equal(error.cause, cause);
    assert.deepEqual(error.extensions, {});
  });

  it('has the two refusals that every route knows', () => {
    const refusals = [
      notFound(),
      notFound('Honey Jar'),
      badRequest('bad_limit', 'Too many.'),
      badRequest('x', 'y', 'z'),
    ];
    assert.deepEqual(
      refusals.map(({ code, status, message, detail }) => [code, status, message, detail]),
      [
        ['not_found', 404, 'This resource does not exist.', undefined],
        ['not_found', 404, 'This Honey Jar does not exist.', undefined],
        ['bad_limit', 400, 'Too many.', undefined],
        ['x', 400, 'y', 'z'],
      ],
    );
  });
});
