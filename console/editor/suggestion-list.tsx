import { useEffect, useRef } from 'react';
import { gutterWidth } from './code-frame.tsx';
import type { Suggestion } from './suggestions.ts';

interface Props {
  id: string;
  suggestions: readonly Suggestion[];
  active: number;
  /** Where the word begins that it completes, from 0. */
  place: { line: number; column: number };
  /** How many there are in the text. */
  lines: number;
  /** Pixels by which the text is scrolled to the left. */
  scrolled: number;
  onTake: (suggestion: Suggestion) => void;
}

/** The list under the caret. The focus stays in the text; the list is operated from there. */
export function SuggestionList({ id, suggestions, active, place, lines, scrolled, onTake }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  // Letters are one `ch` wide and lines 1.5rem high; 0.75rem is the space above the first one.
  const left = `${gutterWidth(lines) + 1 + place.column}ch - ${scrolled}px`;
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label="Suggestions"
      className="absolute z-10 max-h-56 w-96 max-w-full overflow-y-auto rounded-control border border-line bg-surface p-1 text-sm shadow-card"
      style={{
        top: `${place.line * 1.5 + 2.5}rem`,
        left: `max(0px, min(${left}, 100% - 24rem))`,
      }}
    >
      {suggestions.map((suggestion, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled where the focus is, in the text
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text, as `aria-activedescendant` wants it
        <div
          key={suggestion.text}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className="flex cursor-pointer flex-wrap justify-between gap-x-4 rounded-control px-2 py-1 aria-selected:bg-accent-soft hover:bg-sunken"
          // The text keeps the focus, and with it the place where the word goes.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(suggestion)}
        >
          <span>{suggestion.text}</span>
          <span className="font-sans text-muted">
            {suggestion.type}
            {suggestion.optional && ', may be absent'}
          </span>
        </div>
      ))}
    </div>
  );
}
