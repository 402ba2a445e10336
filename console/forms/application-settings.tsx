import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ApplicationView } from '../../src/http/api/application-shapes.ts';
import { api } from '../api/api.ts';
import { applicationKeys, changeApplication, createApplication, type Settings } from '../api/applications.ts';
import { to } from '../paths.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { toast } from '../ui/toast.tsx';
import { CheckField } from './check-field.tsx';
import { DialogForm } from './dialog-form.tsx';
import { differing } from './differing.ts';

interface Typed extends Omit<Settings, 'trusted'> {
  id: string;
  /** One in a line. */
  trusted: string;
}

const blank: Typed = { id: '', name: '', trusted: '', own_resources: false, reasons: false };

const typedOf = ({ id, name, trusted, own_resources, reasons }: ApplicationView): Typed => ({
  id,
  name,
  trusted: trusted.join('\n'),
  own_resources,
  reasons,
});

const settingsOf = ({ name, trusted, own_resources, reasons }: Typed): Settings => ({
  name: name.trim(),
  trusted: [...new Set(trusted.split(/\s+/).filter(Boolean))],
  own_resources,
  reasons,
});

/** Makes an application, or changes what is set of one. One that was made opens. */
export function ApplicationSettings({ application, reason }: { application?: ApplicationView; reason: string | null }) {
  const [open, setOpen] = useState(false);
  const [values, setValues] = useState(blank);
  const set = (change: Partial<Typed>) => setValues({ ...values, ...change });
  const cache = useQueryClient();
  const navigate = useNavigate();
  const settings = settingsOf(values);
  const change = application && differing(settingsOf(typedOf(application)), settings);
  const call = change ? changeApplication(application.id, change) : createApplication({ id: values.id, ...settings });
  const save = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: change
          ? {
              title: `Change “${application.name}”?`,
              consequence: 'What it is answered follows from the next question on.',
              verb: 'Save',
            }
          : {
              title: `Make the application “${settings.name}”?`,
              consequence: 'It can ask once it has a key, and is answered by the rules that you write for it.',
              verb: 'Make it',
            },
      }),
    onSuccess(saved) {
      setOpen(false);
      cache.invalidateQueries({ queryKey: applicationKeys.all });
      toast(change ? 'Saved.' : `“${saved.name}” is ready. Give it a schema, policies and a key.`);
      if (!change) navigate(to.application(saved.id));
    },
  });
  function submit() {
    if (change && Object.keys(change).length === 0) setOpen(false);
    else save.mutate();
  }
  return (
    <>
      <Button
        variant={application ? 'secondary' : 'primary'}
        reason={reason}
        onClick={() => {
          setValues(application ? typedOf(application) : blank);
          save.reset();
          setOpen(true);
        }}
      >
        <Icon name={application ? 'edit' : 'plus'} />
        {application ? 'Edit' : 'New application'}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={application ? `Edit “${application.name}”` : 'New application'}
      >
        <DialogForm
          call={call}
          verb={application ? 'Save' : 'Make it'}
          busy={save.isPending}
          error={save.error}
          onSubmit={submit}
          onCancel={() => setOpen(false)}
        >
          <TextField
            label="Name"
            required
            maxLength={100}
            autoComplete="off"
            value={values.name}
            onChange={({ target }) => set({ name: target.value })}
          />
          {!application && (
            <TextField
              label="Id"
              hint="Small letters, digits and dashes, such as “records”. It stays as it is."
              required
              pattern="[a-z][a-z0-9\-]{0,39}"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={values.id}
              onChange={({ target }) => set({ id: target.value })}
            />
          )}
          <TextArea
            label="What it says and you believe"
            hint="One property in a line, such as subject.role, or context.* for all of one kind. All else that it says counts for nothing."
            rows={3}
            spellCheck={false}
            autoCapitalize="none"
            value={values.trusted}
            onChange={({ target }) => set({ trusted: target.value })}
          />
          <CheckField checked={values.reasons} onChange={(reasons) => set({ reasons })}>
            It hears which policies decided
          </CheckField>
          <CheckField checked={values.own_resources} onChange={(own_resources) => set({ own_resources })}>
            It may also ask about the jars of STING
          </CheckField>
        </DialogForm>
      </Dialog>
    </>
  );
}
