import { useQueryClient } from '@tanstack/react-query';
import type { ApplicationView, Key } from '../../src/http/api/application-shapes.ts';
import { applicationKeys, type MadeKey, replaceKey, revokeKey } from '../api/applications.ts';
import { ConfirmButton } from '../forms/confirm.tsx';
import { MakeApplicationKey } from '../forms/make-application-key.tsx';
import { useShownOnce } from '../forms/shown-once.tsx';
import { KeyFacts } from '../ui/key-facts.tsx';
import { Card } from '../ui/page.tsx';
import { toast } from '../ui/toast.tsx';

interface Props {
  application: ApplicationView;
  /** Why the person may not change them. */
  reason: string | null;
}

/** With what an application asks. */
export function KeysPanel({ application: { id, name, keys }, reason }: Props) {
  const [dialog, show] = useShownOnce();
  const onMade = (made: MadeKey) =>
    show({
      title: `This is the key “${made.name}”`,
      description: `Put it where “${name}” finds it and nobody else does.`,
      secret: made.key,
      noun: 'key',
    });
  return (
    <section aria-labelledby="keys">
      <h2 id="keys" tabIndex={-1} className="mb-3 font-semibold text-lg">
        Keys
      </h2>
      <Card>
        {keys.length === 0 && <p className="p-4 text-muted text-sm sm:px-6">Without a key it cannot ask.</p>}
        <ul className="divide-y divide-line empty:hidden">
          {keys.map((key) => (
            <KeyRow key={key.id} application={id} shown={key} reason={reason} onMade={onMade} />
          ))}
        </ul>
        <div className="border-line border-t p-4 sm:px-6">
          <MakeApplicationKey application={id} reason={reason} onMade={onMade} />
        </div>
      </Card>
      {dialog}
    </section>
  );
}

interface RowProps {
  application: string;
  shown: Key;
  reason: string | null;
  onMade: (made: MadeKey) => void;
}

function KeyRow({ application, shown, reason, onMade }: RowProps) {
  const cache = useQueryClient();
  const { id, name, prefix } = shown;
  const refresh = () => cache.invalidateQueries({ queryKey: applicationKeys.one(application) });
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3 sm:px-6">
      <div className="min-w-0 grow basis-56">
        <h3 className="font-medium leading-6">{name}</h3>
        <KeyFacts shown={shown} />
      </div>
      <div className="flex flex-wrap gap-2">
        <ConfirmButton
          call={replaceKey(application, shown)}
          purpose={{
            title: `Replace the key “${name}”?`,
            consequence: 'You get another key for a year. This one works for a day more.',
            verb: 'Replace',
          }}
          aria-label={`Replace “${name}”, ${prefix}`}
          reason={reason}
          onDone={(made) => {
            refresh();
            onMade(made);
          }}
        >
          Replace
        </ConfirmButton>
        <ConfirmButton
          call={revokeKey(application, id)}
          purpose={{
            title: `Revoke the key “${name}”?`,
            consequence: 'Whoever asks with it is refused at once. That cannot be taken back.',
            verb: 'Revoke',
            destructive: true,
          }}
          variant="caution"
          aria-label={`Revoke “${name}”, ${prefix}`}
          heading="keys"
          reason={reason}
          onDone={() => {
            toast(`“${name}” does not work any more.`);
            refresh();
          }}
        >
          Revoke
        </ConfirmButton>
      </div>
    </li>
  );
}
