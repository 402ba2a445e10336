import type { SealedCodes } from '../api/break-glass.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { Card } from '../ui/page.tsx';

const day = new Intl.DateTimeFormat('en', { dateStyle: 'long' });

/** The codes that were just made, which nobody sees again: on the screen as a list, on paper one to a sheet. */
export function Sheets({ sealed: { codes, made_at }, onDone }: { sealed: SealedCodes; onDone: () => void }) {
  return (
    <section aria-labelledby="sheets">
      <Card className="p-4 sm:p-6">
        <h2 id="sheets" tabIndex={-1} className="font-semibold text-lg">
          These are your sealed codes
        </h2>
        <p className="mt-1 text-muted">
          They are shown only now. Print them, put each sheet in an envelope of its own, and keep them in different
          places.
        </p>
        <ol className="sheets mt-4 grid gap-3">
          {codes.map((code, index) => (
            <li key={code} className="rounded-control bg-sunken p-4">
              <p className="text-muted text-sm">
                Sealed code {index + 1} of {codes.length} · {location.host} · {day.format(new Date(made_at))}
              </p>
              <p className="mt-1 font-mono select-all">{code}</p>
              <p className="mt-4 hidden print:block">
                It opens once, for one hour, and everybody who looks after {location.host} hears of it. Sign in, open
                “Security”, then “Sealed codes”, and type it with the reason.
              </p>
            </li>
          ))}
        </ol>
        <div className="mt-6 flex flex-wrap gap-3">
          <Button variant="primary" onClick={() => window.print()}>
            <Icon name="file" />
            Print
          </Button>
          <Button variant="quiet" onClick={onDone}>
            They are kept
          </Button>
        </div>
      </Card>
    </section>
  );
}
