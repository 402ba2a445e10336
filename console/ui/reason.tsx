import { type ReactNode, useEffect, useState } from 'react';

interface Props {
  id: string;
  /** The sentence that is shown while the control has the pointer or the focus. */
  text: string;
  /** Which edge of the control it keeps to. */
  align: 'start' | 'end';
  children: ReactNode;
}

/** Wraps a disabled control and says why it is. Escape puts the sentence away (WCAG 2.2, 1.4.13). */
export function Reason({ id, text, align, children }: Props) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!shown) return;
    const onKeyDown = ({ key }: KeyboardEvent) => key === 'Escape' && setShown(false);
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [shown]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches the control inside
    <span
      className="relative inline-flex"
      onMouseEnter={() => setShown(true)}
      onMouseLeave={() => setShown(false)}
      onFocus={() => setShown(true)}
      onBlur={() => setShown(false)}
    >
      {children}
      <span
        id={id}
        role="tooltip"
        className={`absolute top-full z-10 w-64 max-w-[80vw] pt-2 text-left text-sm ${align === 'end' ? 'right-0' : 'left-0'} ${shown ? 'animate-appear' : 'invisible'}`}
      >
        <span className="block rounded-control bg-text px-3 py-2 text-bg">{text}</span>
      </span>
    </span>
  );
}
