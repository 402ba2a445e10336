import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ShownApiKey } from '../../src/http/api/account-shapes.ts';
import { api } from '../api/api.ts';
import { keysQuery, makeKey } from '../api/keys.ts';
import { operationsQuery } from '../api/operations.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { plural } from '../ui/words.ts';
import { DaysField } from './days-field.tsx';
import { DialogForm } from './dialog-form.tsx';
import { ScopeFields } from './scope-fields.tsx';

const lifetimes = [7, 30, 90, 180, 365];
const blank = { name: '', scopes: [] as string[], days: 90 };

/** Makes an API key: what it is for, what it may do, and until when. */
export function MakeKey({ onMade }: { onMade: (key: ShownApiKey) => void }) {
  const [open, setOpen] = useState(false);
  const [values, setValues] = useState(blank);
  const cache = useQueryClient();
  const operations = useQuery({ ...operationsQuery, enabled: open });
  const name = values.name.trim();
  const call = makeKey({ name, scopes: values.scopes, expires_in_days: values.days });
  const make = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: {
          title: `Make the key “${name}”?`,
          consequence: `Whoever has it can do ${plural(values.scopes.length, 'thing')} in your name for ${plural(values.days, 'day')}.`,
          verb: 'Make key',
        },
      }),
    onSuccess(made) {
      setOpen(false);
      cache.invalidateQueries({ queryKey: keysQuery.queryKey });
      onMade(made);
    },
  });
  return (
    <>
      <Button
        variant="primary"
        onClick={() => {
          setValues(blank);
          make.reset();
          setOpen(true);
        }}
      >
        <Icon name="plus" />
        New key
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="New API key"
        description="It lets a program do what you choose here in your name, and never more than you may do yourself."
      >
        <DialogForm
          call={call}
          verb="Make key"
          reason={values.scopes.length === 0 ? 'Choose at least one thing that it may do.' : null}
          busy={make.isPending}
          error={make.error ?? operations.error}
          onSubmit={() => make.mutate()}
          onCancel={() => setOpen(false)}
        >
          <TextField
            label="Name"
            hint="By which you know it later, such as “nightly backup”."
            required
            maxLength={100}
            autoComplete="off"
            value={values.name}
            onChange={({ target }) => setValues({ ...values, name: target.value })}
          />
          <ScopeFields
            operations={operations.data?.operations ?? []}
            chosen={values.scopes}
            onChange={(scopes) => setValues({ ...values, scopes })}
          />
          <DaysField
            choices={lifetimes}
            hint="You are reminded by mail before it ends."
            days={values.days}
            onChange={(days) => setValues({ ...values, days })}
          />
        </DialogForm>
      </Dialog>
    </>
  );
}
