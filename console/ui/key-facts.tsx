import { When } from './when.tsx';

interface Props {
  shown: { prefix: string; last_used_at: string | null; expires_at: string };
  ended?: boolean;
}

/** By what a key is known, when it was used, and when it ends. */
export function KeyFacts({ shown: { prefix, last_used_at, expires_at }, ended = false }: Props) {
  return (
    <p className="text-muted text-sm">
      <span className="font-mono">{prefix}…</span> ·{' '}
      {last_used_at ? (
        <>
          used <When at={last_used_at} />
        </>
      ) : (
        'not used yet'
      )}{' '}
      · {ended ? 'ended' : 'ends'} <When at={expires_at} />
    </p>
  );
}
