/** A quiet outline of what is on its way, in the size it will have. */
function Skeleton({ className }: { className: string }) {
  return <div className={`animate-breathe rounded-control bg-sunken ${className}`} />;
}

export function SkeletonRows({ rows, label }: { rows: number; label: string }) {
  return (
    <div>
      <p role="status" className="sr-only">
        {label}
      </p>
      <div aria-hidden="true" className="divide-y divide-line">
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
          <div key={row} className="flex items-center gap-4 px-4 py-5 sm:px-6">
            <div className="grid grow gap-2">
              <Skeleton className="h-4 w-2/5" />
              <Skeleton className="h-3 w-3/5" />
            </div>
            <Skeleton className="h-6 w-16" />
          </div>
        ))}
      </div>
    </div>
  );
}
