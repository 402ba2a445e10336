import { type KeyboardEvent, type RefObject, useId, useRef, useState } from 'react';
import type { Vocabulary } from '../../src/http/api/policy-shapes.ts';
import { CodeFrame } from './code-frame.tsx';
import { placeOf, type Span } from './spans.ts';
import { SuggestionList } from './suggestion-list.tsx';
import { type Offer, offerAt, type Suggestion } from './suggestions.ts';

interface Props {
  /** Where the field is, for those who move the caret. */
  field: RefObject<HTMLTextAreaElement | null>;
  label: string;
  text: string;
  onText: (text: string) => void;
  /** What is wrong, to be underlined. */
  problems: readonly Span[];
  /** What is suggested while one types; nothing until it is here. */
  vocabulary: Vocabulary | undefined;
  /** Id of the list of problems. */
  describedBy: string;
}

/**
 * A text field for the text of a rule: the text itself is drawn above it, in colours and with problems underlined. Tab
 * indents; Escape, then Tab leaves, so that nobody at a keyboard is trapped (WCAG 2.2, 2.1.2).
 */
export function CodeEditor({ field, label, text, onText, problems, vocabulary, describedBy }: Props) {
  const id = useId();
  const [scrolled, setScrolled] = useState(0);
  const [caret, setCaret] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  const leaving = useRef(false);
  const offer = caret !== null && vocabulary ? offerAt(text, caret, vocabulary) : null;
  const close = () => setCaret(null);

  function take(control: HTMLTextAreaElement, { from, closing }: Offer, { text: word }: Suggestion) {
    control.setSelectionRange(from, caret!);
    insert(control, word + closing);
    close();
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    const { key, currentTarget: control } = event;
    if (event.nativeEvent.isComposing || key === 'Shift') return;
    const leaves = leaving.current && key === 'Tab';
    leaving.current = key === 'Escape';
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (offer && suggests(key, control, offer)) event.preventDefault();
    else if (key === 'Tab' && !leaves) {
      event.preventDefault();
      insert(control, '  ');
      close();
    } else if (key.startsWith('Arrow') || key === 'Home' || key === 'End') close();
  }

  /** Whether the key was meant for the list of suggestions. */
  function suggests(key: string, control: HTMLTextAreaElement, shown: Offer): boolean {
    const { length } = shown.suggestions;
    if (key === 'ArrowDown') setActive((active + 1) % length);
    else if (key === 'ArrowUp') setActive((active + length - 1) % length);
    else if (key === 'Enter' || key === 'Tab') take(control, shown, shown.suggestions[active]!);
    else if (key === 'Escape') close();
    else return false;
    return true;
  }

  return (
    <div className="grid grid-cols-1 gap-1">
      <label htmlFor={id} className="font-semibold text-sm">
        {label}
      </label>
      {/* One size for letters and lines, in which the list of suggestions is placed. */}
      <div className="relative font-mono text-base leading-6 sm:text-sm sm:leading-6">
        <CodeFrame text={text} problems={problems} onScroll={setScrolled}>
          <textarea
            id={id}
            ref={field}
            value={text}
            wrap="off"
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="none"
            autoCorrect="off"
            aria-describedby={`${id}-keys ${describedBy}`}
            aria-invalid={problems.length > 0 || undefined}
            aria-autocomplete="list"
            {...(offer ? { 'aria-controls': `${id}-list`, 'aria-activedescendant': `${id}-list-${active}` } : {})}
            className="col-start-1 row-start-1 resize-none overflow-hidden whitespace-pre py-3 pr-[3ch] pl-[1ch] text-transparent caret-text outline-none selection:bg-accent/40 selection:text-transparent"
            onChange={({ target }) => {
              onText(target.value);
              setCaret(target.selectionStart);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
            onMouseDown={close}
            onBlur={close}
          />
        </CodeFrame>
        {offer && (
          <SuggestionList
            id={`${id}-list`}
            suggestions={offer.suggestions}
            active={active}
            place={placeOf(text, offer.from)}
            lines={text.split('\n').length}
            scrolled={scrolled}
            onTake={(suggestion) => take(field.current!, offer, suggestion)}
          />
        )}
      </div>
      <p id={`${id}-keys`} className="text-muted text-sm">
        Tab indents. Press Escape, then Tab to leave the text.
      </p>
      <p role="status" className="sr-only">
        {offer && `${offer.suggestions.length} suggestions`}
      </p>
    </div>
  );
}

/** Puts text in place of what is selected. Only this way does the browser know how to undo it. */
export function insert(control: HTMLTextAreaElement, text: string): void {
  control.focus();
  document.execCommand('insertText', false, text);
}
