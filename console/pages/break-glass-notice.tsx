import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Me } from '../../src/http/api/me-shapes.ts';
import { api } from '../api/api.ts';
import { breakGlassQuery, closeBreakGlass } from '../api/break-glass.ts';
import { meQuery } from '../api/me.ts';
import { to } from '../paths.ts';
import { Button } from '../ui/button.tsx';
import { sentenceOf } from '../ui/failure.tsx';
import { Icon } from '../ui/icons.tsx';
import { toast, toastFailure } from '../ui/toast.tsx';

const clock = new Intl.DateTimeFormat('en', { timeStyle: 'short' });

/** Which sealed codes are open, and how many wait for a review; nothing where there is nothing to know. */
export function BreakGlassNotice({ state }: { state: Me['break_glass'] | undefined }) {
  if (!state) return null;
  return (
    <div role="status" className="mb-6 grid gap-2 empty:hidden">
      {state.open.map((opening) => (
        <Open key={`${opening.by.id} ${opening.open_until}`} opening={opening} />
      ))}
      {state.to_review > 0 && (
        <p className="flex gap-3 rounded-card bg-sunken p-4">
          <Icon name="shield" className="mt-0.5 size-5 text-accent-text" />
          <span>
            {state.to_review === 1
              ? 'What was done by a sealed code waits for a review.'
              : `What was done by ${state.to_review} sealed codes waits for a review.`}{' '}
            <Link {...to.breakGlass()} className="underline">
              Look at it
            </Link>
          </span>
        </p>
      )}
    </div>
  );
}

function Open({ opening }: { opening: NonNullable<Me['break_glass']>['open'][number] }) {
  const cache = useQueryClient();
  const close = useMutation({
    mutationFn: () => api.send(closeBreakGlass),
    onSuccess() {
      cache.invalidateQueries({ queryKey: meQuery.queryKey });
      cache.invalidateQueries({ queryKey: breakGlassQuery.queryKey });
      toast('It is closed. Somebody else reviews it now.');
    },
    onError: (error) => toastFailure(sentenceOf(error)),
  });
  const { by, here, reason, open_until } = opening;
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-card bg-sunken p-4">
      <Icon name="shield" className="size-5 text-danger" />
      <p className="min-w-0 grow">
        <strong>{here ? 'You opened a sealed code' : `${by.name ?? 'Somebody'} opened a sealed code`}</strong> until{' '}
        <time dateTime={open_until}>{clock.format(new Date(open_until))}</time>: “{reason}”.{' '}
        {here ? 'Everything that you do is written down.' : 'Everything that they do is written down.'}
      </p>
      {here && (
        <Button variant="quiet" busy={close.isPending} onClick={() => close.mutate()}>
          End it now
        </Button>
      )}
    </div>
  );
}
