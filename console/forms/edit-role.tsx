import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Role } from '../../src/http/api/role-shapes.ts';
import { api } from '../api/api.ts';
import { meQuery } from '../api/me.ts';
import { rolesQuery } from '../api/people.ts';
import { changeRole, defineRole, type RoleValues } from '../api/roles.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { toast } from '../ui/toast.tsx';
import { DialogForm } from './dialog-form.tsx';
import { differing } from './differing.ts';
import { RightFields } from './right-fields.tsx';

type Typed = RoleValues & { name: string };

const blank: Typed = { name: '', title: '', sentence: '', permissions: [], public_jars: [] };

const typedOf = ({ name, title, sentence, definition }: Role): Typed => ({
  name,
  title,
  sentence,
  permissions: definition?.permissions ?? [],
  public_jars: definition?.public_jars ?? [],
});

interface Props {
  /** One that was made here; another one is made without it. */
  role?: Role;
  /** What a role can give. */
  permissions: readonly string[];
}

/** Makes a role, or changes one that was made here. */
export function EditRole({ role, permissions }: Props) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState(blank);
  const set = (change: Partial<Typed>) => setTyped({ ...typed, ...change });
  const cache = useQueryClient();
  const values = { ...typed, title: typed.title.trim(), sentence: typed.sentence.trim() };
  const change = role && differing(typedOf(role), values);
  const call = change ? changeRole(role.name, change) : defineRole(values);
  const save = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: {
          title: role ? `Change the role “${role.title}”?` : `Make the role “${values.title}”?`,
          consequence: role ? 'It acts at once for everybody who has it.' : 'It can be given to people at once.',
          verb: role ? 'Save' : 'Make role',
        },
      }),
    onSuccess(saved) {
      setOpen(false);
      toast(role ? 'Saved.' : `“${saved.title}” can be given to people.`);
      cache.invalidateQueries({ queryKey: rolesQuery.queryKey });
      cache.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
  return (
    <>
      <Button
        variant={role ? 'secondary' : 'primary'}
        {...(role ? { 'aria-label': `Edit ${role.title}` } : {})}
        onClick={() => {
          setTyped(role ? typedOf(role) : blank);
          save.reset();
          setOpen(true);
        }}
      >
        <Icon name={role ? 'edit' : 'plus'} />
        {role ? 'Edit' : 'New role'}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={role ? `Edit “${role.title}”` : 'New role'}
        description="It gives no more than you have yourself, and opens no jar that is not open to everybody."
      >
        <DialogForm
          call={call}
          verb={role ? 'Save' : 'Make role'}
          reason={change && Object.keys(change).length === 0 ? 'Nothing has changed yet.' : null}
          busy={save.isPending}
          error={save.error}
          onSubmit={() => save.mutate()}
          onCancel={() => setOpen(false)}
        >
          <TextField
            label="Title"
            required
            maxLength={60}
            autoComplete="off"
            value={typed.title}
            onChange={({ target }) => set({ title: target.value })}
          />
          {!role && (
            <TextField
              label="Name in rules"
              hint="Small letters, digits and underscores, such as “night_watch”. It stays as it is."
              required
              pattern="[a-z][a-z0-9_]{1,39}"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={typed.name}
              onChange={({ target }) => set({ name: target.value })}
            />
          )}
          <TextField
            label="What it is for"
            hint="In one sentence, for whoever gives it."
            required
            maxLength={200}
            autoComplete="off"
            value={typed.sentence}
            onChange={({ target }) => set({ sentence: target.value })}
          />
          <RightFields permissions={permissions} values={typed} onChange={set} />
        </DialogForm>
      </Dialog>
    </>
  );
}
