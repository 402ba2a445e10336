import { type ComponentProps, useId } from 'react';
import { Reason } from './reason.tsx';

const variants = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover font-semibold',
  secondary: 'border border-control bg-surface text-text hover:bg-sunken font-medium',
  quiet: 'text-text hover:bg-sunken font-medium',
  caution: 'border border-control bg-surface text-danger hover:bg-danger-soft font-medium',
  danger: 'bg-danger text-on-danger hover:opacity-90 font-semibold',
};

export type ButtonVariant = keyof typeof variants;

/** The looks of a button, for links that look like one too. */
export function buttonLook(variant: ButtonVariant, square = false): string {
  return `inline-flex min-h-10 shrink-0 items-center justify-center gap-2 rounded-control sm:whitespace-nowrap ${square ? 'w-10' : 'px-4 py-2'} leading-5 transition-colors ${variants[variant]}`;
}

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  variant?: ButtonVariant;
  /** Only an icon inside; give it an `aria-label`. */
  square?: boolean;
  /** Why it cannot be pressed. The button stays in reach of the keyboard and says so. */
  reason?: string | null;
  /** Which edge of the button the reason keeps to. */
  align?: 'start' | 'end';
  /** Its work is under way. */
  busy?: boolean;
}

export function Button({
  variant = 'secondary',
  square = false,
  reason = null,
  align = 'end',
  busy = false,
  className = '',
  type = 'button',
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const reasonId = useId();
  const blocked = reason !== null || busy;
  const button = (
    <button
      type={type}
      className={`${buttonLook(variant, square)} ${className} aria-disabled:cursor-not-allowed aria-disabled:opacity-60 ${busy ? 'animate-breathe' : ''}`}
      aria-disabled={blocked || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (blocked) event.preventDefault();
        else onClick?.(event);
      }}
      {...(reason === null ? {} : { 'aria-describedby': reasonId })}
      {...rest}
    >
      {children}
    </button>
  );
  if (reason === null) return button;
  return (
    <Reason id={reasonId} text={reason} align={align}>
      {button}
    </Reason>
  );
}
