import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/api.ts';
import { invitationsQuery, invite, rolesQuery } from '../api/people.ts';
import { useRoleTitles } from '../api/role-titles.ts';
import { teamsQuery } from '../api/teams.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmailField, SelectField } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { toast } from '../ui/toast.tsx';
import { DialogForm } from './dialog-form.tsx';
import { useInvitationLink } from './invitation-link.tsx';

/** Invites one person, with a role and a team to begin with. */
export function Invite() {
  const [open, setOpen] = useState(false);
  const [email, setEmail] = useState('');
  const [role, setRole] = useState('');
  const [team, setTeam] = useState('');
  const title = useRoleTitles();
  const [link, showLink] = useInvitationLink();
  const cache = useQueryClient();
  const roles = useQuery({ ...rolesQuery, enabled: open });
  const teams = useInfiniteQuery({ ...teamsQuery, enabled: open });
  const address = email.trim();
  const call = invite({
    email: address,
    ...(role === '' ? {} : { roles: [role] }),
    ...(team === '' ? {} : { teams: [team] }),
  });
  const send = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: {
          title: `Invite ${address}?`,
          consequence: role === '' ? 'They may register here.' : `They may register here, and become ${title(role)}.`,
          verb: 'Invite',
        },
      }),
    onSuccess(sent) {
      setOpen(false);
      setEmail('');
      setRole('');
      setTeam('');
      cache.invalidateQueries({ queryKey: invitationsQuery.queryKey });
      if (sent.link === null) toast(`An invitation is on its way to ${sent.email}.`);
      else showLink({ email: sent.email, link: sent.link });
    },
  });
  return (
    <>
      <Button
        variant="primary"
        onClick={() => {
          send.reset();
          setOpen(true);
        }}
      >
        <Icon name="plus" />
        Invite
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Invite somebody"
        description="They get a link that works once, for this address alone."
      >
        <DialogForm
          call={call}
          verb="Invite"
          busy={send.isPending}
          error={send.error ?? roles.error ?? teams.error}
          onSubmit={() => send.mutate()}
          onCancel={() => setOpen(false)}
        >
          <EmailField label="E-mail address" value={email} onChange={(event) => setEmail(event.target.value)} />
          <SelectField
            label="Role"
            hint={
              roles.data?.roles.find(({ name }) => name === role)?.sentence ??
              'Most people need none: they use what is shared with them, and make jars.'
            }
            value={role}
            onChange={(event) => setRole(event.target.value)}
          >
            <option value="">No role</option>
            {roles.data?.roles
              .filter(({ grantable }) => grantable)
              .map(({ name }) => (
                <option key={name} value={name}>
                  {title(name)}
                </option>
              ))}
          </SelectField>
          <SelectField label="Team" value={team} onChange={(event) => setTeam(event.target.value)}>
            <option value="">No team</option>
            {teams.data?.pages
              .flatMap((page) => page.teams)
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </SelectField>
        </DialogForm>
      </Dialog>
      {link}
    </>
  );
}
