import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Document, Jar } from '../../src/http/api/shapes.ts';
import { api } from '../api/api.ts';
import { jarKeys, labelDocument } from '../api/jars.ts';
import { whyNot } from '../api/may.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { toast } from '../ui/toast.tsx';
import { sensitivities } from '../ui/words.ts';
import { DialogForm } from './dialog-form.tsx';

type Label = Document['sensitivity'];
const labels = Object.keys(sensitivities) as Label[];

/** Says that one document is more sensitive than its jar, or takes that back. */
export function LabelDocument({ jar, document }: { jar: Jar; document: Document }) {
  const [open, setOpen] = useState(false);
  const [label, setLabel] = useState<Label | null>(document.own_sensitivity);
  const cache = useQueryClient();
  const call = labelDocument(jar.id, document.id, label);
  const save = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: {
          title: `Change how sensitive “${document.name}” is?`,
          consequence: sensitivities[label ?? jar.sensitivity].sentence,
          verb: 'Save',
        },
      }),
    onSuccess() {
      setOpen(false);
      cache.invalidateQueries({ queryKey: jarKeys.one(jar.id) });
      toast('Saved.');
    },
  });
  function submit() {
    if (label === document.own_sensitivity) setOpen(false);
    else save.mutate();
  }
  // Less than its jar asks for is no choice.
  const stricter = labels.slice(labels.indexOf(jar.sensitivity) + 1);
  return (
    <>
      <Button
        variant="quiet"
        square
        reason={whyNot(jar, 'edit', 'Labelling documents')}
        aria-label={`How sensitive ${document.name} is`}
        title="How sensitive it is"
        onClick={() => {
          setLabel(document.own_sensitivity);
          save.reset();
          setOpen(true);
        }}
      >
        <Icon name="shield" />
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`How sensitive is “${document.name}”?`}>
        <DialogForm
          call={call}
          verb="Save"
          busy={save.isPending}
          error={save.error}
          onSubmit={submit}
          onCancel={() => setOpen(false)}
        >
          <SelectField
            label="How sensitive its content is"
            hint={
              stricter.length === 0
                ? 'The jar asks for the most already.'
                : sensitivities[label ?? jar.sensitivity].sentence
            }
            value={label !== null && stricter.includes(label) ? label : ''}
            onChange={(event) => setLabel(event.target.value === '' ? null : (event.target.value as Label))}
          >
            <option value="">Like its jar: {sensitivities[jar.sensitivity].label.toLowerCase()}</option>
            {stricter.map((each) => (
              <option key={each} value={each}>
                {sensitivities[each].label} content
              </option>
            ))}
          </SelectField>
        </DialogForm>
      </Dialog>
    </>
  );
}
