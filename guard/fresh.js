/**
 * Whether the proofs of a session reached this level within the last seconds, as far as `/sessions/whoami` tells. Where it
 * does not tell enough the answer is no: then a proof is asked for that was not needed, and none is spared that was.
 *
 * @param {{ method: string, aal: string, completed_at: string }[]} methods `authentication_methods` of the session
 * @param {'aal1' | 'aal2' | 'aal3'} level
 * @param {number} seconds
 * @param {number} now milliseconds
 */
export function isFresh(methods, level, seconds, now) {
  const recent = methods.filter(({ completed_at }) => {
    const age = now - Date.parse(completed_at);
    return age >= 0 && age <= seconds * 1000;
  });
  if (level === 'aal1') return recent.length > 0;
  const keys = methods.filter(({ method }) => kindOf(method) === 'key');
  // It is not told which of the keys gave aal3, so all of them have to be fresh.
  if (level === 'aal3') return keys.length > 0 && keys.every((key) => recent.includes(key));
  // A passkey that verified its person is two factors alone; anything else takes two of different kinds.
  if (recent.some(({ method, aal }) => method === 'passkey' && aal === 'aal2')) return true;
  return new Set(recent.map(({ method }) => kindOf(method))).size >= 2;
}

/** Two proofs of one kind are one factor. */
function kindOf(method) {
  const plain = method.replace(/_recovery$/, '');
  if (plain === 'passkey' || plain === 'webauthn') return 'key';
  return plain === 'link' ? 'code' : plain;
}
