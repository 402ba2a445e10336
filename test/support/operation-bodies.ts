const draft = { text: '' };
const question = { subject: { id: 'x' }, operation: 'audit.read' };

const bodies: Record<string, object> = {
  'grant.create': { subject: { type: 'user', email: 'x@example.com' }, relation: 'viewer' },
  'document.classify': { sensitivity: 'public' },
  'transfer.offer': { to: { email: 'x@example.com' } },
  'person.change': { traits: {} },
  'person.classify': { clearance: 1 },
  'policy.create': { text: '' },
  'policy.change': { text: '', enabled: true, version: 1 },
  'policy.revert': { version: 1 },
  'role.define': { name: 'made', title: 'x', sentence: 'x', permissions: [], public_jars: [] },
  'role.change': { title: 'x' },
  'break_glass.open': { code: 'x', reason: 'x' },
  'break_glass.review': { note: 'x' },
  'invitation.create': { email: 'x@example.com' },
  'team.add_member': { email: 'x@example.com' },
  'jar.edit': { name: 'Honey' },
  'api_key.create': { name: 'x', scopes: ['jar.read'] },
  'enrolment.except': { until: '2099-01-01T00:00:00Z' },
  'application.create': { id: 'mine', name: 'Mine' },
  'application.change': { name: 'Mine' },
  'application.set_schema': { schema: '' },
  'application.put_policy': { text: 'x' },
  'application.put_entities': { entities: [{ type: 'user', id: 'x' }] },
  'application.put_entity': {},
  'application.create_key': { name: 'x' },
  'policy.validate': draft,
  'policy.simulate': { changes: [{ id: 'x', text: null }], questions: [question] },
  'policy.replay': { changes: [{ id: 'x', text: null }] },
  'access.explain': question,
  'person.reset_factors': {},
  'team.create': { name: 'Bees' },
  'team.rename': { name: 'Bees' },
  'jar.create': { name: 'Honey' },
};

/** A body that fits an operation, so that it is asked who sends it; undefined where it takes none. */
export const bodyOf = ({ operation, method }: { operation: string; method: string }): object | undefined =>
  bodies[operation] ?? (method === 'PATCH' ? { sensitivity: 'public', type: 'public' } : undefined);
