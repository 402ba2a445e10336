import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Jar } from '../../src/http/api/shapes.ts';
import { api } from '../api/api.ts';
import { jarKeys, uploadDocument } from '../api/jars.ts';
import { Cancelled } from '../api/refusal.ts';
import { overUpload } from '../api/transport.ts';
import { size } from '../ui/words.ts';

/** One file on its way to the server. */
export interface Upload {
  id: number;
  file: File;
  /** Between 0 and 1. */
  share: number;
  error: unknown;
  cancel: () => void;
}

/** The uploads of this page to one jar. They run one after the other, so that a proof is asked for at most once. */
export function useUploads(jar: Jar) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const cache = useQueryClient();
  const next = useRef(1);
  const queue = useRef<Promise<void>>(Promise.resolve());

  const change = (id: number, part: Partial<Upload>) =>
    setUploads((all) => all.map((each) => (each.id === id ? { ...each, ...part } : each)));
  const remove = (id: number) => setUploads((all) => all.filter((each) => each.id !== id));

  async function run(id: number, file: File, signal: AbortSignal) {
    try {
      await api.send(uploadDocument(jar.id), {
        over: overUpload(file, (share) => change(id, { share }), signal),
        purpose: {
          title: `Upload to “${jar.name}”?`,
          consequence: `“${file.name}” (${size(file.size)}) is added for everybody who can read this jar.`,
          verb: 'Upload',
        },
      });
      await cache.invalidateQueries({ queryKey: jarKeys.one(jar.id) });
      remove(id);
    } catch (error) {
      if (error instanceof Cancelled) remove(id);
      else change(id, { error });
    }
  }

  function add(files: Iterable<File>) {
    for (const file of files) {
      const id = next.current++;
      const abort = new AbortController();
      setUploads((all) => [...all, { id, file, share: 0, error: null, cancel: () => abort.abort() }]);
      queue.current = queue.current.then(() => run(id, file, abort.signal));
    }
  }
  function retry({ id, file }: Upload) {
    remove(id);
    add([file]);
  }
  return { uploads, add, retry, dismiss: remove };
}
