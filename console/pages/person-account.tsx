import { useQueryClient } from '@tanstack/react-query';
import type { PersonInFull } from '../../src/http/api/people-shapes.ts';
import { whyNotTo } from '../api/administer.ts';
import { endSessions, peopleKeys, resume, suspend } from '../api/people.ts';
import { ConfirmButton } from '../forms/confirm.tsx';
import { ResetFactors } from '../forms/reset-factors.tsx';
import { Badge } from '../ui/badge.tsx';
import { Icon } from '../ui/icons.tsx';
import { Card } from '../ui/page.tsx';
import { factorLabels } from '../ui/role-words.ts';
import { toast } from '../ui/toast.tsx';
import { When } from '../ui/when.tsx';
import { plural } from '../ui/words.ts';

interface Props {
  person: PersonInFull;
  name: string;
  own: boolean;
}

const heading = 'mb-3 font-semibold text-lg';

/** With what a person proves who they are. */
export function FactorsPanel({ person, name, own }: Props) {
  return (
    <section aria-labelledby="factors">
      <h2 id="factors" tabIndex={-1} className={heading}>
        Ways to sign in
      </h2>
      <Card>
        {person.factors.length === 0 && (
          <p className="p-4 text-muted text-sm">Nothing but codes to the address: {name} has no passkey.</p>
        )}
        <ul className="divide-y divide-line empty:hidden">
          {person.factors.map((factor, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they have no ids here and never move
            <li key={index} className="flex min-h-16 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3">
              <Icon name="key" className="size-5 text-muted" />
              <div className="min-w-0 grow">
                <p className="font-medium leading-6">{factorLabels[factor.type]}</p>
                <p className="text-muted text-sm">
                  {factor.name !== factorLabels[factor.type] && `${factor.name} · `}
                  {factor.last_used_at ? (
                    <>
                      used <When at={factor.last_used_at} />
                    </>
                  ) : (
                    'not used yet'
                  )}
                </p>
              </div>
              {factor.status === 'suspended' && <Badge tone="danger">Suspended</Badge>}
            </li>
          ))}
        </ul>
        <div className="border-line border-t p-4">
          <ResetFactors person={person} name={name} reason={whyNotTo(person, 'person.reset_factors', own)} />
        </div>
      </Card>
    </section>
  );
}

/** Where a person is signed in. */
export function SessionsPanel({ person, name, own }: Props) {
  const cache = useQueryClient();
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions" tabIndex={-1} className={heading}>
        Signed in
      </h2>
      <Card>
        {person.sessions.length === 0 && <p className="p-4 text-muted text-sm">Nowhere right now.</p>}
        <ul className="divide-y divide-line empty:hidden">
          {person.sessions.map((session) => (
            <li key={session.id} className="px-4 py-3">
              <p className="font-medium leading-6">
                {session.browser} on {session.system}
              </p>
              <p className="text-muted text-sm">
                {session.ip} · seen <When at={session.last_seen_at} />
              </p>
            </li>
          ))}
        </ul>
        <div className="border-line border-t p-4">
          <ConfirmButton
            call={endSessions(person.id)}
            purpose={{
              title: `Sign ${name} out everywhere?`,
              consequence: `${plural(person.sessions.length, 'session')} end at once. They can sign in again.`,
              verb: 'Sign out',
              destructive: true,
            }}
            align="start"
            reason={
              whyNotTo(person, 'person.end_sessions', own) ??
              (person.sessions.length === 0 ? 'They are signed in nowhere.' : null)
            }
            onDone={() => {
              toast(`${name} is signed out everywhere.`);
              cache.invalidateQueries({ queryKey: peopleKeys.one(person.id) });
            }}
          >
            Sign out everywhere
          </ConfirmButton>
        </div>
      </Card>
    </section>
  );
}

/** Whether a person may come in at all. */
export function AccountPanel({ person, name, own }: Props) {
  const cache = useQueryClient();
  const suspended = person.state === 'suspended';
  const closed = person.state === 'closed' ? 'Only the person themselves takes that back.' : null;
  return (
    <section aria-labelledby="account">
      <h2 id="account" tabIndex={-1} className={heading}>
        Account
      </h2>
      <Card className="grid gap-4 p-4">
        <dl className="grid gap-3 text-sm">
          {person.addresses.map(({ value, verified }) => (
            <div key={value}>
              <dt className="font-medium">{value}</dt>
              <dd className="text-muted">{verified ? 'confirmed' : 'not confirmed'}</dd>
            </div>
          ))}
          {person.delete_at && (
            <div>
              <dt className="font-medium">Deleted on</dt>
              <dd className="text-muted">
                <When at={person.delete_at} />
              </dd>
            </div>
          )}
        </dl>
        <div className="border-line border-t pt-4">
          <ConfirmButton
            call={suspended ? resume(person.id) : suspend(person.id)}
            purpose={
              suspended
                ? { title: `Let ${name} in again?`, consequence: 'They can sign in as before.', verb: 'Let in' }
                : {
                    title: `Suspend ${name}?`,
                    consequence:
                      'They are signed out everywhere and cannot sign in, until somebody lets them in again.',
                    verb: 'Suspend',
                    destructive: true,
                  }
            }
            variant={suspended ? 'secondary' : 'caution'}
            align="start"
            reason={whyNotTo(person, 'person.suspend', own) ?? closed}
            onDone={() => {
              toast(suspended ? `${name} can sign in again.` : `${name} is suspended.`);
              cache.invalidateQueries({ queryKey: peopleKeys.one(person.id) });
              cache.invalidateQueries({ queryKey: peopleKeys.all });
            }}
          >
            {suspended ? 'Let in again' : 'Suspend'}
          </ConfirmButton>
        </div>
      </Card>
    </section>
  );
}
