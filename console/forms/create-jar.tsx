import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../api/api.ts';
import { createJar, jarKeys } from '../api/jars.ts';
import { to } from '../paths.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { toast } from '../ui/toast.tsx';
import { DialogForm } from './dialog-form.tsx';
import { JarFields, type JarValues } from './jar-fields.tsx';

const blank: JarValues = { name: '', description: '', type: 'private', sensitivity: 'internal' };

/** The button that opens the dialog, and the dialog. A created jar opens. */
export function CreateJar() {
  const [open, setOpen] = useState(false);
  const [values, setValues] = useState(blank);
  const cache = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () =>
      api.send(createJar({ ...values, name: values.name.trim() }), {
        purpose: { title: `Create “${values.name}”?`, consequence: 'The new jar will be yours.', verb: 'Create' },
      }),
    onSuccess(jar) {
      setOpen(false);
      setValues(blank);
      cache.invalidateQueries({ queryKey: jarKeys.all });
      toast(`“${jar.name}” is ready.`);
      navigate(to.jar(jar.id));
    },
  });
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        <Icon name="plus" />
        New jar
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="New Honey Jar"
        description="A jar keeps documents together and decides who may see them."
      >
        <DialogForm
          verb="Create jar"
          busy={create.isPending}
          error={create.error}
          onSubmit={() => create.mutate()}
          onCancel={() => setOpen(false)}
        >
          <JarFields values={values} onChange={setValues} types={['private', 'public', 'restricted']} />
        </DialogForm>
      </Dialog>
    </>
  );
}
