import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PersonInFull } from '../../src/http/api/people-shapes.ts';
import type { PersonAttributes } from '../../src/http/api/policy-shapes.ts';
import { api } from '../api/api.ts';
import { attributesQuery, classify } from '../api/people.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { toast } from '../ui/toast.tsx';
import { DialogForm } from './dialog-form.tsx';
import { differing } from './differing.ts';

interface Props {
  person: PersonInFull;
  name: string;
  attributes: PersonAttributes;
  /** Why the caller may not. */
  reason: string | null;
}

/** As the fields hold them: an empty one says nothing of the person. */
const typed = ({ department, clearance, jurisdiction, employment_end: end }: PersonAttributes) => ({
  department: department ?? '',
  clearance: clearance === null ? '' : String(clearance),
  jurisdiction: jurisdiction ?? '',
  end: end === null ? '' : new Date(end).toLocaleDateString('sv'),
});

/** Says what rules know of a person. Rules look at it with the next request. */
export function EditAttributes({ person, name, attributes, reason }: Props) {
  const [open, setOpen] = useState(false);
  const [values, setValues] = useState(() => typed(attributes));
  const set = (change: Partial<typeof values>) => setValues({ ...values, ...change });
  const cache = useQueryClient();
  const call = classify(person.id, differing(said(typed(attributes)), said(values)));
  const save = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: {
          title: `Change what rules know of ${name}?`,
          consequence: 'Rules look at it from the next request on: it can open and close things to them.',
          verb: 'Save',
        },
      }),
    onSuccess(saved) {
      setOpen(false);
      cache.setQueryData(attributesQuery(person.id).queryKey, saved);
      toast('Saved.');
    },
  });
  function submit() {
    if (Object.keys(call.body as object).length === 0) setOpen(false);
    else save.mutate();
  }
  return (
    <>
      <Button
        align="start"
        reason={reason}
        onClick={() => {
          setValues(typed(attributes));
          save.reset();
          setOpen(true);
        }}
      >
        <Icon name="edit" />
        Edit
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`What rules know of ${name}`}
        description="Rules can ask for it, such as “only the finance department”. What is empty is not known."
      >
        <DialogForm
          call={call}
          verb="Save"
          busy={save.isPending}
          error={save.error}
          onSubmit={submit}
          onCancel={() => setOpen(false)}
        >
          <TextField
            label="Department"
            maxLength={100}
            autoComplete="off"
            value={values.department}
            onChange={({ target }) => set({ department: target.value })}
          />
          <TextField
            label="Clearance"
            type="number"
            min={0}
            max={100}
            step={1}
            hint="From 0 to 100."
            value={values.clearance}
            onChange={({ target }) => set({ clearance: target.value })}
          />
          <TextField
            label="Jurisdiction"
            maxLength={100}
            autoComplete="off"
            hint="Whose law binds them, such as EU."
            value={values.jurisdiction}
            onChange={({ target }) => set({ jurisdiction: target.value })}
          />
          <TextField
            label="Employment ends"
            type="date"
            hint="The last day."
            value={values.end}
            onChange={({ target }) => set({ end: target.value })}
          />
        </DialogForm>
      </Dialog>
    </>
  );
}

type Typed = ReturnType<typeof typed>;

/** What the fields say, as it is sent; the end is that of the chosen day where the person is who says it. */
function said({ department, clearance, jurisdiction, end }: Typed): PersonAttributes {
  return {
    department: department.trim() || null,
    clearance: clearance === '' ? null : Number(clearance),
    jurisdiction: jurisdiction.trim() || null,
    employment_end: end === '' ? null : new Date(`${end}T23:59:59`).toISOString(),
  };
}
