import { prepared } from '../store/prepared.ts';
import type { Reader, Tx } from '../store/store.ts';

interface ForwardTokenTable {
  token_hash: string;
  session_id: string;
  /** JSON array of evidence: what the session had proven when its own token was the one that this one is made from. */
  evidence: string;
}

declare module '../store/store.ts' {
  interface Tables {
    forward_token: ForwardTokenTable;
  }
}

/** What a token stands for, by its hash. */
export function tokenRead() {
  const byHash = prepared((db: Reader, hash: string) =>
    db.selectFrom('forward_token').select(['session_id', 'evidence']).where('token_hash', '=', hash),
  );
  return async (db: Reader, hash: string) => (await byHash(db, hash))[0] ?? null;
}

/** A token that is there already gets what has been proven under the same session token since. */
export async function saveToken(tx: Tx, token: ForwardTokenTable): Promise<void> {
  await tx
    .insertInto('forward_token')
    .values(token)
    .onConflict((existing) => existing.column('token_hash').doUpdateSet({ evidence: token.evidence }))
    .execute();
}
