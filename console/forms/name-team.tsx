import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Team } from '../../src/http/api/people-shapes.ts';
import { api } from '../api/api.ts';
import { createTeam, renameTeam, teamKeys } from '../api/teams.ts';
import { to } from '../paths.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { toast } from '../ui/toast.tsx';
import { DialogForm } from './dialog-form.tsx';

/** Makes a team, or gives one another name. A team that was made opens. */
export function NameTeam({ team }: { team?: Team }) {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const cache = useQueryClient();
  const navigate = useNavigate();
  const save = useMutation({
    mutationFn: () =>
      api.send(team ? renameTeam(team.id, name.trim()) : createTeam(name.trim()), {
        purpose: {
          title: `Call the team “${name.trim()}”?`,
          consequence: 'Everybody in it sees the name.',
          verb: 'Save',
        },
      }),
    onSuccess(saved) {
      setOpen(false);
      cache.invalidateQueries({ queryKey: teamKeys.all });
      toast(team ? 'Saved.' : `“${saved.name}” is ready. Add people to it.`);
      if (!team) navigate(to.team(saved.id));
    },
  });
  return (
    <>
      <Button
        variant={team ? 'secondary' : 'primary'}
        onClick={() => {
          setName(team?.name ?? '');
          save.reset();
          setOpen(true);
        }}
      >
        <Icon name={team ? 'edit' : 'plus'} />
        {team ? 'Rename' : 'New team'}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={team ? `Rename “${team.name}”` : 'New team'}>
        <DialogForm
          verb={team ? 'Save' : 'Create team'}
          busy={save.isPending}
          error={save.error}
          onSubmit={() => save.mutate()}
          onCancel={() => setOpen(false)}
        >
          <TextField
            label="Name"
            required
            maxLength={100}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </DialogForm>
      </Dialog>
    </>
  );
}
