import { type ReactNode, useState } from 'react';
import { prove } from '../api/proof.ts';
import { Cancelled, CeremonyFailure, NetworkFailure, Refused } from '../api/refusal.ts';
import { Button, buttonLook } from './button.tsx';
import { Icon } from './icons.tsx';
import { size } from './words.ts';

interface Props {
  error: unknown;
  onRetry?: (() => void) | undefined;
  /** What a proof would open. */
  what?: string;
  /** Why a proof is needed, where the page knows better than the refusal. */
  why?: string | undefined;
}

/** What went wrong, in a sentence. Anything unexpected is thrown on. */
export function sentenceOf(error: unknown): string {
  if (error instanceof NetworkFailure) return 'The server cannot be reached. Check your connection, then try again.';
  if (!(error instanceof Refused)) throw error;
  const { title, detail, errors, max_bytes } = error.refusal;
  if (max_bytes !== undefined) return `A document may have at most ${size(max_bytes)}.`;
  return detail ?? errors?.map((each) => each.detail).join(' ') ?? title;
}

/** Whether a proof would open what was refused. */
export function wantsProof(error: unknown): error is Refused {
  return error instanceof Refused && error.refusal.code === 'step_up_required';
}

/** What went wrong and the next step. Nothing for what the person cancelled. Anything unexpected is thrown on. */
export function Failure({ error, onRetry, what = 'this page', why }: Props) {
  if (!error || error instanceof Cancelled) return null;
  if (error instanceof NetworkFailure) {
    return (
      <Notice title="The server cannot be reached." detail="Check your connection, then try again." onRetry={onRetry} />
    );
  }
  if (error instanceof CeremonyFailure) {
    return (
      <Notice
        title="The passkey prompt could not be shown."
        detail="Another prompt may still be open, in this tab or another. Close it, then try again."
      />
    );
  }
  if (!(error instanceof Refused)) throw error;
  if (wantsProof(error) && onRetry) return <Locked error={error} what={what} why={why} onProven={onRetry} />;
  const { title, enrol, request_id, status } = error.refusal;
  return (
    <Notice
      title={title}
      detail={sentenceOf(error)}
      enrol={enrol?.href}
      requestId={request_id}
      onRetry={status >= 500 || status === 429 ? onRetry : undefined}
    />
  );
}

interface NoticeProps {
  title: string;
  detail?: string | undefined;
  enrol?: string | undefined;
  requestId?: string;
  onRetry?: (() => void) | undefined;
  children?: ReactNode;
}

/** Says what went wrong, and the next step under it. */
export function Notice({ title, detail, enrol, requestId, onRetry, children }: NoticeProps) {
  return (
    <div role="alert" className="flex gap-3 rounded-card bg-danger-soft p-4">
      <Icon name="warning" className="mt-0.5 size-5 text-danger" />
      <div className="grid min-w-0 grow justify-items-start gap-1">
        <p className="font-medium">{title}</p>
        {detail && detail !== title && <p className="text-sm">{detail}</p>}
        {enrol && (
          <a href={enrol} className={`${buttonLook('secondary')} mt-2`}>
            Set up a passkey
          </a>
        )}
        {onRetry && (
          <Button className="mt-2" onClick={onRetry}>
            Try again
          </Button>
        )}
        {children}
        {requestId && <p className="text-muted text-xs">Request {requestId}</p>}
      </div>
    </div>
  );
}

interface LockedProps {
  error: Refused;
  what: string;
  why: string | undefined;
  onProven: () => void;
}

/** What opens only after a stronger or fresher proof waits here until the person is ready to give it. */
function Locked({ error, what, why, onProven }: LockedProps) {
  const [failure, setFailure] = useState<unknown>();
  async function unlock() {
    try {
      await prove(error.refusal, {
        title: `Open ${what}?`,
        consequence: 'What is inside is protected. You confirm that it is you, then it opens.',
        verb: 'Open',
      });
      onProven();
    } catch (caught) {
      setFailure(caught);
    }
  }
  return (
    <div className="grid justify-items-center gap-4 rounded-card border border-line bg-surface px-6 py-12 text-center shadow-card">
      <Icon name="key" className="size-10 text-accent-text" />
      <div className="max-w-md">
        <h2 className="font-semibold text-lg">Protected</h2>
        <p className="mt-1 text-balance text-muted">{why ?? sentenceOf(error)}</p>
      </div>
      <Failure error={failure} />
      <Button variant="primary" onClick={unlock}>
        Confirm and open
      </Button>
    </div>
  );
}
