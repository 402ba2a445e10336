import { type ComponentProps, useId } from 'react';

const variants = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover font-semibold',
  secondary: 'border border-control bg-surface text-text hover:bg-sunken font-medium',
  quiet: 'text-text hover:bg-sunken font-medium',
  danger: 'bg-danger text-on-danger hover:opacity-90 font-semibold',
};

export type ButtonVariant = keyof typeof variants;

/** The looks of a button, for links that look like one too. */
export function buttonLook(variant: ButtonVariant, square = false): string {
  return `inline-flex min-h-10 items-center justify-center gap-2 rounded-control ${square ? 'w-10' : 'px-4 py-2'} leading-5 transition-colors ${variants[variant]}`;
}

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  variant?: ButtonVariant;
  /** Only an icon inside; give it an `aria-label`. */
  square?: boolean;
  /** Why it cannot be pressed. The button stays in reach of the keyboard and says so. */
  reason?: string | null;
  /** Its work is under way. */
  busy?: boolean;
}

export function Button({
  variant = 'secondary',
  square = false,
  reason = null,
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
    <span className="group relative inline-flex">
      {button}
      <span
        id={reasonId}
        role="tooltip"
        className="pointer-events-none invisible absolute top-full right-0 z-10 mt-2 w-64 max-w-[80vw] rounded-control bg-text px-3 py-2 text-left text-bg text-sm opacity-0 transition-opacity group-focus-within:visible group-focus-within:opacity-100 group-hover:visible group-hover:opacity-100"
      >
        {reason}
      </span>
    </span>
  );
}
