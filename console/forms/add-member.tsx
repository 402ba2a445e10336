import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Team } from '../../src/http/api/people-shapes.ts';
import { api } from '../api/api.ts';
import { addMember, teamKeys } from '../api/teams.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmailField } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { toast } from '../ui/toast.tsx';
import { DialogForm } from './dialog-form.tsx';

/** Adds a person, named by address, to a team; an administrator may make them its manager. */
export function AddMember({ team, mayAppoint }: { team: Team; mayAppoint: boolean }) {
  const [open, setOpen] = useState(false);
  const [email, setEmail] = useState('');
  const [manager, setManager] = useState(false);
  const cache = useQueryClient();
  const address = email.trim();
  const call = addMember(team.id, { email: address, ...(manager ? { manager } : {}) });
  const add = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: {
          title: `Add ${address} to “${team.name}”?`,
          consequence: 'What is shared with the team is open to them at once.',
          verb: 'Add',
        },
      }),
    onSuccess(member) {
      setOpen(false);
      setEmail('');
      setManager(false);
      cache.invalidateQueries({ queryKey: teamKeys.members(team.id) });
      cache.invalidateQueries({ queryKey: teamKeys.all });
      toast(`${member.name} is in “${team.name}”.`);
    },
  });
  return (
    <>
      <Button
        variant="primary"
        onClick={() => {
          add.reset();
          setOpen(true);
        }}
      >
        <Icon name="plus" />
        Add somebody
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Add somebody to “${team.name}”`}
        description="What is shared with the team is open to them at once."
      >
        <DialogForm
          call={call}
          verb="Add"
          busy={add.isPending}
          error={add.error}
          onSubmit={() => add.mutate()}
          onCancel={() => setOpen(false)}
        >
          <EmailField
            label="E-mail address"
            hint="Of somebody who has an account here and confirmed the address."
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
          {mayAppoint && (
            <label className="flex min-h-10 items-center gap-3">
              <input
                type="checkbox"
                className="size-5 accent-accent"
                checked={manager}
                onChange={(event) => setManager(event.target.checked)}
              />
              They say who is in the team
            </label>
          )}
        </DialogForm>
      </Dialog>
    </>
  );
}
