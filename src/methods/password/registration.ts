import { type Evidence, evidence } from '../../assurance/evidence.ts';
import type { RegistrationStrategy } from '../strategy.ts';
import { acceptable, newPasswordNodes } from './choosing.ts';
import { setPassword } from './credential.ts';
import { forPassword } from './fields.ts';
import type { PasswordData } from './hashes.ts';
import type { PasswordDependencies } from './password.ts';

interface Registered {
  evidence: Evidence;
  data: PasswordData;
}

/** Registering with a password. */
export function passwordRegistration(dependencies: PasswordDependencies): RegistrationStrategy<Registered> {
  const { identities, clock, hashes } = dependencies;
  return {
    group: 'password',

    nodes: async () => newPasswordNodes(1040001),

    responsible: forPassword,

    async verify({ flow, body }) {
      const password = await acceptable(dependencies, body, flow.registration!.traits);
      if (typeof password !== 'string') return password;
      return { data: await hashes.make(password), evidence: evidence({ method: 'password', at: clock() }) };
    },

    async commit(tx, { flow }, verified) {
      const credential = await setPassword(identities, tx, flow.registration!.identityId, verified.data);
      verified.evidence.credential = credential;
      return [{ type: 'password.changed', details: { password: credential } }];
    },
  };
}
