import type { Me } from '../../src/http/api/me-shapes.ts';
import { Icon } from './icons.tsx';
import { When } from './when.tsx';

/** Which key a role asks for, and by when; nothing where none is missing. */
export function EnrolmentNotice({ enrolment }: { enrolment: Me['enrolment'] | undefined }) {
  if (!enrolment) return null;
  const key = enrolment.needs.device_bound
    ? 'a passkey that stays on its device, or a security key'
    : 'a passkey or a security key';
  return (
    <p role="status" className="mb-6 flex gap-3 rounded-card bg-sunken p-4">
      <Icon name="key" className="mt-0.5 size-5 text-accent-text" />
      <span>
        With your role you need {key}. Nothing but your account opens without it from <When at={enrolment.due_at} />.{' '}
        <a href="/settings#passkey" className="underline">
          Add it now
        </a>
      </span>
    </p>
  );
}
