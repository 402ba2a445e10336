import type { ReactNode } from 'react';

/** The mark of the pages: a cell of the comb with its sting. */
export function Mark({ className = 'size-8' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={`shrink-0 ${className}`}>
      <path className="fill-accent" d="M16 1.5 28.6 8.7v14.6L16 30.5 3.4 23.3V8.7z" />
      <path className="fill-on-accent" d="M16 7a5 5 0 0 1 2.2 9.5L16 26l-2.2-9.5A5 5 0 0 1 16 7z" />
    </svg>
  );
}

/** Three cells, for places that are still empty. */
export function Comb() {
  return (
    <svg viewBox="0 0 96 84" aria-hidden="true" className="h-20">
      <g className="fill-accent-soft stroke-accent" strokeWidth="2" strokeLinejoin="round">
        <path d="m26 6 18 10.4v20.8L26 47.6 8 37.2V16.4z" />
        <path d="m70 6 18 10.4v20.8L70 47.6 52 37.2V16.4z" />
      </g>
      <path className="fill-accent" d="m48 44 18 10.4v20.8L48 85.6 30 75.2V54.4z" transform="translate(0 -4)" />
    </svg>
  );
}

const shapes = {
  plus: <path d="M12 5v14M5 12h14" />,
  search: <path d="M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4 4" />,
  upload: <path d="M12 16V4m0 0L7 9m5-5 5 5M5 20h14" />,
  download: <path d="M12 4v12m0 0 5-5m-5 5-5-5M5 20h14" />,
  trash: <path d="M4 7h16M10 11v6m4-6v6M6 7l1 13h10l1-13M9 7V4h6v3" />,
  edit: <path d="m4 20 1-4L16 5l3 3L8 19zM14 7l3 3" />,
  key: <path d="M15 13a4 4 0 1 0-3.9-3L4 17v3h3v-2h2v-2h2l1.1-3.1A4 4 0 0 0 15 13Zm.5-5h.01" />,
  question: (
    <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm-2.5-11.2a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8m0 2.7v.01" />
  ),
  close: <path d="m6 6 12 12M18 6 6 18" />,
  chevron: <path d="m7 10 5 5 5-5" />,
  back: <path d="m14 6-6 6 6 6" />,
  file: <path d="M7 3h7l4 4v14H7zM14 3v5h4" />,
  person: <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8a7 7 0 0 1 14 0" />,
  people: (
    <path d="M9 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 7a6 6 0 0 1 12 0M16 5.5a3.5 3.5 0 0 1 0 6.5m2 2.5a6 6 0 0 1 3 4.5" />
  ),
  shield: <path d="m12 3 7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4" />,
  check: <path d="m5 13 4 4L19 7" />,
  clock: <path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3 2" />,
  warning: <path d="M12 4 2.5 20h19zM12 10v5m0 2.5v.01" />,
} satisfies Record<string, ReactNode>;

/** A decorative line icon in the colour of the text. */
export function Icon({ name, className = 'size-5' }: { name: keyof typeof shapes; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {shapes[name]}
    </svg>
  );
}
