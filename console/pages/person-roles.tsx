import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import type { PersonInFull } from '../../src/http/api/people-shapes.ts';
import { whyNotTo } from '../api/administer.ts';
import { api } from '../api/api.ts';
import { giveRole, peopleKeys, rolesQuery, takeRole } from '../api/people.ts';
import { useRoleTitles } from '../api/role-titles.ts';
import { ConfirmButton } from '../forms/confirm.tsx';
import { to } from '../paths.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { SelectField } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { Card } from '../ui/page.tsx';
import { ProofHint } from '../ui/proof-hint.tsx';
import { toast } from '../ui/toast.tsx';

interface Props {
  person: PersonInFull;
  name: string;
  own: boolean;
}

/** What a person may do here, and the way to change that. */
export function RolesPanel({ person, name, own }: Props) {
  const cache = useQueryClient();
  const { data } = useQuery(rolesQuery);
  const sentence = (role: string) => data?.roles.find((each) => each.name === role)?.sentence;
  const title = useRoleTitles();
  const reason = whyNotTo(person, 'role.assign', own);
  const refresh = () => {
    cache.invalidateQueries({ queryKey: peopleKeys.one(person.id) });
    cache.invalidateQueries({ queryKey: peopleKeys.all });
  };
  return (
    <section aria-labelledby="roles">
      <h2 id="roles" tabIndex={-1} className="mb-3 font-semibold text-lg">
        Roles and teams
      </h2>
      <Card>
        <ul className="divide-y divide-line empty:hidden">
          {person.roles.map((role) => (
            <li key={role} className="flex min-h-16 items-center gap-3 py-2 pr-2 pl-4">
              <Icon name="shield" className="size-5 text-muted" />
              <div className="min-w-0 grow">
                <p className="font-medium leading-6">{title(role)}</p>
                <p className="text-muted text-sm">{sentence(role)}</p>
              </div>
              <ConfirmButton
                call={takeRole(person.id, role)}
                purpose={{
                  title: `Take the role ${title(role)} from ${name}?`,
                  consequence: 'It acts at once, in everything that they have open.',
                  verb: 'Take away',
                  destructive: true,
                }}
                variant="quiet"
                square
                reason={reason}
                aria-label={`Take the role ${title(role)} away`}
                heading="roles"
                onDone={() => {
                  toast(`${name} has this role no more.`);
                  refresh();
                }}
              >
                <Icon name="close" />
              </ConfirmButton>
            </li>
          ))}
        </ul>
        {person.roles.length === 0 && (
          <p className="p-4 text-muted text-sm">No role: {name} uses what is shared with them, and makes jars.</p>
        )}
        {reason === null && <GiveRole person={person} name={name} onDone={refresh} />}
        {person.teams.length > 0 && (
          <ul className="divide-y divide-line border-line border-t">
            {person.teams.map((team) => (
              <li key={team.id} className="flex items-center gap-3 px-4 py-3">
                <Icon name="people" className="size-5 text-muted" />
                <Link {...to.team(team.id)} className="min-w-0 grow font-medium underline-offset-4 hover:underline">
                  {team.name}
                </Link>
                {team.manager && <span className="text-muted text-sm">manager</span>}
              </li>
            ))}
          </ul>
        )}
      </Card>
    </section>
  );
}

function GiveRole({ person, name, onDone }: Pick<Props, 'person' | 'name'> & { onDone: () => void }) {
  const { data } = useQuery(rolesQuery);
  const [role, setRole] = useState('');
  const title = useRoleTitles();
  const hint = useId();
  const call = giveRole(person.id, role || 'member');
  const left = data?.roles.filter(({ name: each, grantable }) => grantable && !person.roles.includes(each)) ?? [];
  const give = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: {
          title: `Make ${name} ${title(role)}?`,
          consequence: data?.roles.find((each) => each.name === role)?.sentence ?? '',
          verb: 'Give the role',
        },
      }),
    onSuccess() {
      toast(`${name} is now ${title(role)}.`);
      setRole('');
      onDone();
    },
  });
  return (
    <form
      className="grid gap-4 border-line border-t p-4"
      aria-describedby={hint}
      onSubmit={(event) => {
        event.preventDefault();
        give.mutate();
      }}
    >
      <SelectField
        label="Give a role"
        value={role}
        hint={data?.roles.find((each) => each.name === role)?.sentence}
        onChange={({ target }) => setRole(target.value)}
      >
        <option value="">Choose…</option>
        {left.map(({ name: each }) => (
          <option key={each} value={each}>
            {title(each)}
          </option>
        ))}
      </SelectField>
      <Failure error={give.error} />
      <div id={hint} className="flex flex-wrap items-center gap-3">
        <Button type="submit" busy={give.isPending} reason={role === '' ? 'Choose a role first.' : null} align="start">
          Give the role
        </Button>
        <ProofHint call={call} />
      </div>
    </form>
  );
}
