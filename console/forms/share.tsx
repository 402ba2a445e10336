import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Jar, NewGrant } from '../../src/http/api/shapes.ts';
import { api } from '../api/api.ts';
import { accessQuery, share } from '../api/jars.ts';
import { grantable, whyNot } from '../api/may.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmailField, SelectField, TextField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
import { relationWords } from '../ui/words.ts';
import { DialogForm } from './dialog-form.tsx';

/** Gives one person, named by e-mail, a relation to the jar. */
export function Share({ jar }: { jar: Jar }) {
  const [open, setOpen] = useState(false);
  const [email, setEmail] = useState('');
  const [relation, setRelation] = useState<NewGrant['relation']>('viewer');
  const [until, setUntil] = useState('');
  const cache = useQueryClient();
  const call = share(jar.id, {
    subject: { type: 'user', email: email.trim() },
    relation,
    // To the end of the chosen day where the person is.
    ...(until === '' ? {} : { expires_at: new Date(`${until}T23:59:59`).toISOString() }),
  });
  const give = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: {
          title: `Share “${jar.name}”?`,
          consequence: `${email} becomes ${relation} of this jar.`,
          verb: 'Share',
        },
      }),
    onSuccess() {
      setOpen(false);
      setEmail('');
      setUntil('');
      cache.invalidateQueries(accessQuery(jar.id));
      toast(`Shared with ${email.trim()}.`);
    },
  });
  return (
    <>
      <Button reason={whyNot(jar, 'share')} onClick={() => setOpen(true)}>
        Share
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Share “${jar.name}”`}
        description="If nobody here has this address yet, the jar waits for whoever registers with it."
      >
        <DialogForm
          call={call}
          verb="Share"
          busy={give.isPending}
          error={give.error}
          onSubmit={() => give.mutate()}
          onCancel={() => setOpen(false)}
        >
          <EmailField label="E-mail address" value={email} onChange={(event) => setEmail(event.target.value)} />
          <SelectField
            label="What they may do"
            hint={relationWords[relation].sentence}
            value={relation}
            onChange={(event) => setRelation(event.target.value as NewGrant['relation'])}
          >
            {grantable(jar).map((each) => (
              <option key={each} value={each}>
                {relationWords[each].label}
              </option>
            ))}
          </SelectField>
          <TextField
            label="Until"
            type="date"
            hint="The last day of access. Leave it empty for no end."
            min={new Date().toLocaleDateString('sv')}
            value={until}
            onChange={(event) => setUntil(event.target.value)}
          />
        </DialogForm>
      </Dialog>
    </>
  );
}
