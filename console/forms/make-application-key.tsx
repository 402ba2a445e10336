import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/api.ts';
import { applicationKeys, createKey, type MadeKey } from '../api/applications.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { plural } from '../ui/words.ts';
import { DaysField } from './days-field.tsx';
import { DialogForm } from './dialog-form.tsx';

const lifetimes = [30, 90, 180, 365, 730];
const blank = { name: '', days: 365 };

interface Props {
  application: string;
  reason: string | null;
  onMade: (made: MadeKey) => void;
}

/** Makes a key with which an application asks. */
export function MakeApplicationKey({ application, reason, onMade }: Props) {
  const [open, setOpen] = useState(false);
  const [values, setValues] = useState(blank);
  const cache = useQueryClient();
  const name = values.name.trim();
  const call = createKey(application, { name, days: values.days });
  const make = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: {
          title: `Make the key “${name}”?`,
          consequence: `Whoever has it asks as “${application}” for ${plural(values.days, 'day')}.`,
          verb: 'Make key',
        },
      }),
    onSuccess(made) {
      setOpen(false);
      cache.invalidateQueries({ queryKey: applicationKeys.one(application) });
      onMade(made);
    },
  });
  return (
    <>
      <Button
        reason={reason}
        onClick={() => {
          setValues(blank);
          make.reset();
          setOpen(true);
        }}
      >
        <Icon name="plus" />
        New key
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="New key" description="With it the application asks.">
        <DialogForm
          call={call}
          verb="Make key"
          busy={make.isPending}
          error={make.error}
          onSubmit={() => make.mutate()}
          onCancel={() => setOpen(false)}
        >
          <TextField
            label="Name"
            hint="Where it will be, such as “gateway”."
            required
            maxLength={100}
            autoComplete="off"
            value={values.name}
            onChange={({ target }) => setValues({ ...values, name: target.value })}
          />
          <DaysField choices={lifetimes} days={values.days} onChange={(days) => setValues({ ...values, days })} />
        </DialogForm>
      </Dialog>
    </>
  );
}
