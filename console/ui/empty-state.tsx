import type { ReactNode } from 'react';
import { Comb } from './icons.tsx';

/** Nothing here yet: says what belongs here and what to do about it. */
export function EmptyState({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-4 px-6 py-14 text-center">
      <Comb />
      <div className="max-w-md">
        <h2 className="font-semibold text-lg">{title}</h2>
        <p className="mt-1 text-balance text-muted">{children}</p>
      </div>
      {action}
    </div>
  );
}
