import { useState } from 'react';
import { prove } from '../api/proof.ts';
import { Cancelled, NetworkFailure, Refused } from '../api/refusal.ts';
import { Button, buttonLook } from './button.tsx';
import { Icon } from './icons.tsx';

interface Props {
  error: unknown;
  onRetry?: (() => void) | undefined;
  /** What a proof would open. */
  what?: string;
}

/** What went wrong and the next step. Nothing for what the person cancelled. Anything unexpected is thrown on. */
export function Failure({ error, onRetry, what = 'this page' }: Props) {
  if (!error || error instanceof Cancelled) return null;
  if (error instanceof NetworkFailure) {
    return (
      <Notice title="The server cannot be reached." detail="Check your connection, then try again." onRetry={onRetry} />
    );
  }
  if (!(error instanceof Refused)) throw error;
  if (error.refusal.code === 'step_up_required' && onRetry)
    return <Locked error={error} what={what} onProven={onRetry} />;
  const { title, detail, errors, enrol, request_id, status } = error.refusal;
  return (
    <Notice
      title={title}
      detail={detail ?? errors?.map((each) => each.detail).join(' ')}
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
}

function Notice({ title, detail, enrol, requestId, onRetry }: NoticeProps) {
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
        {requestId && <p className="text-muted text-xs">Request {requestId}</p>}
      </div>
    </div>
  );
}

/** What opens only after a stronger or fresher proof waits here until the person is ready to give it. */
function Locked({ error, what, onProven }: { error: Refused; what: string; onProven: () => void }) {
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
        <p className="mt-1 text-balance text-muted">{error.refusal.detail ?? error.refusal.title}</p>
      </div>
      <Failure error={failure} />
      <Button variant="primary" onClick={unlock}>
        Confirm and open
      </Button>
    </div>
  );
}
