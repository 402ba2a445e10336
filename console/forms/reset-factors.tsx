import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FactorReset, PersonInFull } from '../../src/http/api/people-shapes.ts';
import { api } from '../api/api.ts';
import { peopleKeys, resetFactors } from '../api/people.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { factorLabels } from '../ui/role-words.ts';
import { toast } from '../ui/toast.tsx';
import { DialogForm } from './dialog-form.tsx';

type Factor = NonNullable<FactorReset['factors']>[number];
const resettable: readonly Factor[] = ['totp', 'lookup_secret', 'webauthn', 'passkey'];

/** Takes away what a person has lost. Whoever does it gets nothing by which they could come in. */
export function ResetFactors({ person, name, reason }: { person: PersonInFull; name: string; reason: string | null }) {
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<readonly Factor[]>([]);
  const cache = useQueryClient();
  const held = resettable.filter((type) => person.factors.some((factor) => factor.type === type));
  const call = resetFactors(person.id, { factors: [...chosen] });
  const reset = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: {
          title: `Take these away from ${name}?`,
          consequence: `${chosen.map((type) => factorLabels[type]).join(', ')}: gone for good. They are signed out everywhere.`,
          verb: 'Take away',
          destructive: true,
        },
      }),
    onSuccess() {
      setOpen(false);
      cache.invalidateQueries({ queryKey: peopleKeys.one(person.id) });
      toast(`Done. ${name} is told by mail how to get back in.`);
    },
  });
  const toggle = (type: Factor) =>
    setChosen(chosen.includes(type) ? chosen.filter((each) => each !== type) : [...chosen, type]);
  return (
    <>
      <Button
        reason={reason ?? (held.length === 0 ? 'There is nothing that could be taken away.' : null)}
        align="start"
        onClick={() => {
          setChosen(held.filter((type) => type !== 'passkey'));
          reset.reset();
          setOpen(true);
        }}
      >
        Take lost proofs away
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`What did ${name} lose?`}
        description="It is taken away, and they are signed out everywhere. They get back in by themselves, with what they have left or a message to their own address: you get no code and no link."
      >
        <DialogForm
          call={call}
          verb="Take away"
          destructive
          reason={chosen.length === 0 ? 'Choose what was lost.' : null}
          busy={reset.isPending}
          error={reset.error}
          onSubmit={() => reset.mutate()}
          onCancel={() => setOpen(false)}
        >
          <fieldset className="grid gap-2">
            <legend className="sr-only">Ways to prove themselves</legend>
            {held.map((type) => (
              <label key={type} className="flex min-h-10 items-center gap-3">
                <input
                  type="checkbox"
                  className="size-5 accent-accent"
                  checked={chosen.includes(type)}
                  onChange={() => toggle(type)}
                />
                {factorLabels[type]}
              </label>
            ))}
          </fieldset>
        </DialogForm>
      </Dialog>
    </>
  );
}
