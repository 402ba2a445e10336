import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Icon } from './icons.tsx';

/** The way up to the list that a page belongs to. */
export function BackLink({ children, ...link }: LinkProps & { children: ReactNode }) {
  return (
    <Link
      {...link}
      className="mb-2 -ml-1 inline-flex min-h-8 items-center gap-1 rounded-control pr-2 text-muted text-sm hover:text-text"
    >
      <Icon name="back" className="size-4" />
      {children}
    </Link>
  );
}
