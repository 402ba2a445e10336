import { type Evidence, factorOf, type Level, levels, type Mode } from './evidence.ts';

/**
 * The level that these proofs reach together. A factor never counts twice; a user-verified key is a multi-factor
 * authenticator and reaches aal2 alone; only an attested key that cannot leave its device reaches aal3. An API key is worth
 * aal1 and adds to nothing.
 */
export function level(evidence: readonly Evidence[], mode: Mode): Level {
  const counted = mode === 'nist' ? evidence.filter((proof) => factorOf(proof).nist) : evidence;
  if (counted.length === 0) return 'aal0';
  const verifiedKeys = counted.filter((proof) => factorOf(proof).phishing_resistant && proof.user_verified);
  if (verifiedKeys.some((proof) => proof.device_bound && proof.attested)) return 'aal3';
  if (verifiedKeys.length > 0) return 'aal2';
  const factors = counted.map(factorOf).filter(({ combines }) => combines);
  const distinct = new Set(factors.map((factor) => (mode === 'nist' ? factor.class : factor.kind)));
  return distinct.size >= 2 ? 'aal2' : 'aal1';
}

export function reaches(actual: Level, wanted: Level): boolean {
  return levels.indexOf(actual) >= levels.indexOf(wanted);
}
