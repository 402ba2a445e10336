import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/api.ts';
import { openBreakGlass } from '../api/break-glass.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { toast } from '../ui/toast.tsx';
import { DialogForm } from './dialog-form.tsx';

const blank = { code: '', reason: '' };

/** Opens a sealed code, for an hour of this session. */
export function OpenCode() {
  const [open, setOpen] = useState(false);
  const [values, setValues] = useState(blank);
  const cache = useQueryClient();
  const call = openBreakGlass(values.code.trim(), values.reason.trim());
  const use = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: {
          title: 'Open this sealed code?',
          consequence: 'Everything that you do in the next hour is written down, and others hear of it.',
          verb: 'Open',
          destructive: true,
        },
      }),
    onSuccess() {
      setOpen(false);
      setValues(blank);
      toast('It is open for one hour.');
      // What the person may see is another thing now.
      cache.invalidateQueries();
    },
  });
  return (
    <>
      <Button
        variant="caution"
        onClick={() => {
          setValues(blank);
          use.reset();
          setOpen(true);
        }}
      >
        <Icon name="shield" />
        Open a sealed code
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Open a sealed code"
        description="For one hour this session reads every jar and mends rules and roles. Owners, admins and security officers are told at once, with your reason."
      >
        <DialogForm
          call={call}
          verb="Open"
          destructive
          busy={use.isPending}
          error={use.error}
          onSubmit={() => use.mutate()}
          onCancel={() => setOpen(false)}
        >
          <TextField
            label="Code"
            hint="From the envelope. It works once."
            required
            maxLength={64}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={values.code}
            onChange={({ target }) => setValues({ ...values, code: target.value })}
          />
          <TextField
            label="Reason"
            required
            maxLength={500}
            autoComplete="off"
            value={values.reason}
            onChange={({ target }) => setValues({ ...values, reason: target.value })}
          />
        </DialogForm>
      </Dialog>
    </>
  );
}
