import { Link } from '@tanstack/react-router';
import type { PastOpening } from '../api/break-glass.ts';
import { ReviewOpening } from '../forms/review-opening.tsx';
import { to } from '../paths.ts';
import { Badge } from '../ui/badge.tsx';
import { When } from '../ui/when.tsx';

/** One use of a sealed code: who, why, what they read by it, and what came of the review. */
export function OpeningRow({ opening }: { opening: PastOpening }) {
  const { by, reason, opened_at, open, jars, review, may_review } = opening;
  const name = by.name ?? 'Somebody';
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-3 px-4 py-4 sm:px-6">
      <div className="min-w-0 grow basis-72">
        <h3 className="font-semibold leading-6">“{reason}”</h3>
        <p className="text-muted text-sm">
          {name} <When at={opened_at} />
        </p>
        {jars.length > 0 && (
          <p className="mt-1 text-sm">
            Read although closed to them:{' '}
            {jars.map((jar, index) => (
              <span key={jar}>
                {index > 0 && ', '}
                <Link {...to.jar(jar)} className="underline">
                  Jar {jar.slice(0, 8)}
                </Link>
              </span>
            ))}
          </p>
        )}
        {review && (
          <p className="mt-1 text-sm">
            Reviewed by {review.by.name ?? 'somebody'} <When at={review.at} />: “{review.note}”
          </p>
        )}
      </div>
      {open && <Badge tone="danger">Open now</Badge>}
      {!open && review && <Badge tone="success">Reviewed</Badge>}
      {!open && !review && <Badge tone="accent">Waits for a review</Badge>}
      {may_review && <ReviewOpening id={opening.id} name={name} />}
    </li>
  );
}
