import type { ReactNode } from 'react';

interface Props {
  title: string;
  /** Sits beside the title: the one primary action. */
  action?: ReactNode;
  /** A sentence or badges below the title. */
  lead?: ReactNode;
  children: ReactNode;
}

/** A page with its heading, which is also the title of the document. */
export function Page({ title, action, lead, children }: Props) {
  return (
    <>
      <title>{`${title} · STING`}</title>
      <header className="mb-6 flex flex-wrap items-start justify-between gap-4">
        <div className="min-w-0 max-w-2xl grow basis-72">
          <h1 tabIndex={-1} className="font-semibold text-2xl leading-9 tracking-tight sm:text-3xl sm:leading-10">
            {title}
          </h1>
          {lead && <div className="mt-1 text-muted">{lead}</div>}
        </div>
        {action && <div className="flex flex-wrap items-center gap-3">{action}</div>}
      </header>
      {children}
    </>
  );
}

export function Card({ children, className = '' }: { children: ReactNode; className?: string }) {
  return <div className={`rounded-card border border-line bg-surface shadow-card ${className}`}>{children}</div>;
}
