import { type ComponentProps, type ReactNode, useId } from 'react';

/** The looks of everything that is typed or chosen in. */
const control =
  'block w-full min-h-10.5 rounded-control border border-control bg-surface px-3 py-2 leading-6 placeholder:text-muted aria-invalid:border-danger disabled:bg-sunken disabled:text-muted';

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
}

function Field({
  label,
  hint,
  error,
  children,
}: FieldProps & {
  children: (wiring: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode;
}) {
  const id = useId();
  const described = error || hint ? { 'aria-describedby': `${id}-more` } : {};
  return (
    <div className="grid grid-cols-1 gap-1">
      <label htmlFor={id} className="font-semibold text-sm">
        {label}
      </label>
      {children({ id, ...described, ...(error ? { 'aria-invalid': true } : {}) })}
      {(error || hint) && (
        <p id={`${id}-more`} className={`text-sm ${error ? 'text-danger' : 'text-muted'}`}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

export function TextField({ label, hint, error, ...rest }: FieldProps & ComponentProps<'input'>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => <input {...wiring} {...rest} className={control} />}
    </Field>
  );
}

/** The address of somebody else: the browser has none of its own to offer. */
export function EmailField(props: FieldProps & Pick<ComponentProps<'input'>, 'value' | 'onChange'>) {
  return <TextField type="email" required maxLength={254} autoComplete="off" {...props} />;
}

export function TextArea({ label, hint, error, ...rest }: FieldProps & ComponentProps<'textarea'>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => <textarea rows={2} {...wiring} {...rest} className={control} />}
    </Field>
  );
}

/** A native select: the platform's own list, on a phone too. */
export function SelectField({ label, hint, error, ...rest }: FieldProps & ComponentProps<'select'>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => <select {...wiring} {...rest} className={control} />}
    </Field>
  );
}
