import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from './kernel/errors.ts';
import { openStore, type Store } from './store/store.ts';

/** How a data folder is used: see `compose`. */
export type FolderUse = 'create' | 'existing' | 'read only';

/** Opens the database of a data folder. Throws OperatorError where there is none, or none can be made. */
export async function openFolder(folder: string, how: FolderUse): Promise<Store> {
  const database = join(folder, 'sting.db');
  if (how === 'create') {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw new OperatorError(`The data folder ${folder} cannot be made: see that this user may write there.`, {
        cause,
      });
    }
  } else if (!existsSync(database)) {
    throw new OperatorError(`There is no installation in the data folder ${folder}: “sting init” makes one.`);
  }
  return openStore(database, { readOnly: how === 'read only' });
}
