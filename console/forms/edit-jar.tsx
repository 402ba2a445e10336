import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Jar, JarChange } from '../../src/http/api/shapes.ts';
import { api } from '../api/api.ts';
import { changeJar, jarKeys } from '../api/jars.ts';
import { whyNot } from '../api/may.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { toast } from '../ui/toast.tsx';
import { DialogForm } from './dialog-form.tsx';
import { differing } from './differing.ts';
import { JarFields, type JarValues } from './jar-fields.tsx';

const valuesOf = ({ name, description, type, sensitivity }: Jar): JarValues => ({
  name,
  description,
  type,
  sensitivity,
});

export function EditJar({ jar }: { jar: Jar }) {
  const [open, setOpen] = useState(false);
  const [values, setValues] = useState(() => valuesOf(jar));
  const cache = useQueryClient();
  const call = changeJar(jar.id, differing(valuesOf(jar), { ...values, name: values.name.trim() }));
  const save = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: { title: `Change “${jar.name}”?`, consequence: 'Your changes take effect at once.', verb: 'Save' },
      }),
    onSuccess() {
      setOpen(false);
      cache.invalidateQueries({ queryKey: jarKeys.all });
      toast('Saved.');
    },
  });
  function submit() {
    if (Object.keys(call.body as JarChange).length === 0) setOpen(false);
    else save.mutate();
  }
  return (
    <>
      <Button
        reason={whyNot(jar, 'edit')}
        onClick={() => {
          setValues(valuesOf(jar));
          save.reset();
          setOpen(true);
        }}
      >
        <Icon name="edit" />
        Edit
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`Edit “${jar.name}”`}>
        <DialogForm
          call={call}
          verb="Save"
          busy={save.isPending}
          error={save.error}
          onSubmit={submit}
          onCancel={() => setOpen(false)}
        >
          <JarFields
            values={values}
            onChange={setValues}
            types={
              jar.type === 'team' ? ['private', 'team', 'public', 'restricted'] : ['private', 'public', 'restricted']
            }
            locked={whyNot(jar, 'administer')}
          />
        </DialogForm>
      </Dialog>
    </>
  );
}
