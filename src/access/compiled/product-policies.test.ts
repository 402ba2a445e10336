import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { requestsOf } from '../../../test/support/cedar-requests.ts';
import { bothAnswer } from '../../../test/support/reference.ts';
import { openSchema, readPolicies } from '../cedar.ts';
import { productPolicies, readPolicyFiles } from '../policy-files.ts';

const source = readPolicyFiles(productPolicies);
const schema = openSchema(source.schema);
const policies = readPolicies(schema, source.policies);

/** Whatever stands in quotes in a policy: roles, relations, levels, sensitivities. */
const quoted = Array.from(source.policies.text.matchAll(/"([a-z0-9_]+)"/g), ([, word]) => word!);
const roles = Array.from(source.policies.text.matchAll(/Role::"(\w+)"/g), ([, role]) => role!);

describe('the policies of the product', () => {
  it('decide alike compiled and in Cedar', () => {
    const pool = {
      texts: [...new Set(quoted)],
      numbers: [0, 5, 299, 300, 301, 600, 3600],
      ids: ['bob', 'j1', ...roles],
    };
    const byId = Object.fromEntries(policies.map(({ id, json }) => [id, json]));
    const seen: Record<string, number> = {};
    fc.assert(
      fc.property(fc.array(requestsOf(schema.json, pool), { minLength: 100, maxLength: 100 }), (requests) => {
        for (const { decision } of bothAnswer(schema, byId, requests)) seen[decision] = (seen[decision] ?? 0) + 1;
      }),
      { seed: 20260118, numRuns: 60 },
    );
    // Every kind of answer came up often enough to have been compared.
    for (const decision of ['allow', 'deny', 'failed']) assert.ok(seen[decision]! > 100, JSON.stringify(seen));
  });
});
