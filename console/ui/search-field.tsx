import { useEffect, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { Icon } from './icons.tsx';

const restMilliseconds = 250;

interface Props {
  label: string;
  /** What is searched for now. */
  value: string;
  onSearch: (words: string) => void;
}

/** Searches while one types, as soon as the fingers rest. */
export function SearchField({ label, value, onSearch }: Props) {
  const [text, setText] = useState(value);
  const asked = useRef(value);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(rest.current), []);
  // It may also change without typing: by Back, or by a link.
  useEffect(() => {
    if (value === asked.current) return;
    asked.current = value;
    setText(value);
  }, [value]);
  function type(typed: string) {
    setText(typed);
    clearTimeout(rest.current);
    rest.current = setTimeout(() => {
      asked.current = typed.trim();
      onSearch(asked.current);
    }, restMilliseconds);
  }
  return (
    <search className="relative block">
      <Icon name="search" className="absolute top-3 left-3 size-5 text-muted" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => type(event.target.value)}
        className="block min-h-11 w-full rounded-control border border-control bg-surface pr-12 pl-10 placeholder:text-muted"
      />
      {text !== '' && (
        <Button
          variant="quiet"
          square
          aria-label="Clear the search"
          className="absolute! top-0.5 right-0.5"
          onClick={() => type('')}
        >
          <Icon name="close" />
        </Button>
      )}
    </search>
  );
}
