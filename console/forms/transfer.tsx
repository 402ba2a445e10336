import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Jar } from '../../src/http/api/shapes.ts';
import { api } from '../api/api.ts';
import { offerJar, transferQuery, withdrawOffer } from '../api/jars.ts';
import { whyNot } from '../api/may.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmailField } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';
import { toast } from '../ui/toast.tsx';
import { When } from '../ui/when.tsx';
import { ConfirmButton } from './confirm.tsx';
import { DialogForm } from './dialog-form.tsx';

/** Gives the jar to somebody else, who has to accept it; or says whom it is offered to. */
export function TransferJar({ jar }: { jar: Jar }) {
  const blocked = whyNot(jar, 'administer', 'Giving it away');
  const { data } = useQuery({ ...transferQuery(jar.id), enabled: blocked === null });
  return data?.transfer ? (
    <Offered jar={jar} to={data.transfer.to} until={data.transfer.expires_at} />
  ) : (
    <OfferForm jar={jar} blocked={blocked} />
  );
}

function Offered({ jar, to, until }: { jar: Jar; to: { id: string } | { email: string }; until: string }) {
  const cache = useQueryClient();
  const name = 'email' in to ? to.email : 'somebody';
  return (
    <div className="grid justify-items-start gap-2">
      <p className="text-sm">
        Offered to <strong>{name}</strong>, until <When at={until} />. It stays yours until they accept.
      </p>
      <ConfirmButton
        call={withdrawOffer(jar.id)}
        purpose={{
          title: 'Take the offer back?',
          consequence: `“${jar.name}” stays yours, and ${name} can no longer accept it.`,
          verb: 'Take it back',
        }}
        heading="about"
        onDone={() => {
          toast(`“${jar.name}” stays yours.`);
          cache.invalidateQueries(transferQuery(jar.id));
        }}
      >
        Take the offer back
      </ConfirmButton>
    </div>
  );
}

function OfferForm({ jar, blocked }: { jar: Jar; blocked: string | null }) {
  const [open, setOpen] = useState(false);
  const [email, setEmail] = useState('');
  const cache = useQueryClient();
  const call = offerJar(jar.id, { email: email.trim() });
  const offer = useMutation({
    mutationFn: () =>
      api.send(call, {
        purpose: {
          title: `Give “${jar.name}” to ${email.trim()}?`,
          consequence: 'Once they accept, it is theirs. You stay as a manager for as long as they let you.',
          verb: 'Offer it',
        },
      }),
    onSuccess() {
      setOpen(false);
      setEmail('');
      cache.invalidateQueries(transferQuery(jar.id));
      toast(`Offered to ${email.trim()}.`);
    },
  });
  return (
    <>
      <Button reason={blocked} align="start" onClick={() => setOpen(true)}>
        <Icon name="person" />
        Give to somebody
      </Button>
      <Dialog
        open={open}
        onClose={() => {
          setOpen(false);
          offer.reset();
        }}
        title={`Give “${jar.name}” to somebody`}
        description="They have a week to accept. Until then the jar stays yours, and you can take the offer back."
      >
        <DialogForm
          call={call}
          verb="Offer it"
          busy={offer.isPending}
          error={offer.error}
          onSubmit={() => offer.mutate()}
          onCancel={() => setOpen(false)}
        >
          <EmailField
            label="E-mail address of the new owner"
            hint="You stay as a manager until they take that away."
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </DialogForm>
      </Dialog>
    </>
  );
}
