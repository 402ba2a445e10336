import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState, useSyncExternalStore } from 'react';
import type { StepUpProof } from '../../src/http/api/shapes.ts';
import { type Asking, askings, assertion, openStepUp, sendProof } from '../api/proof.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icons.tsx';

/** Stands at the root of the page and opens whenever a request needs a proof. */
export function StepUpDialog() {
  const asking = useSyncExternalStore(askings.watch, askings.current);
  // What was asked stays in the dialog while it fades: the focus finds its way back only from inside.
  const [shown, setShown] = useState(asking);
  if (asking && asking !== shown) setShown(asking);
  return (
    <Dialog
      interrupts
      open={asking !== null}
      onClose={() => asking?.cancel()}
      title={shown?.purpose.title ?? ''}
      description={shown?.purpose.consequence}
    >
      {shown && <Proof key={shown.stepUp.id} asking={shown} />}
    </Dialog>
  );
}

const codes = {
  lookup_secret: {
    use: 'Use a backup code',
    label: 'Backup code',
    hint: 'Each of your backup codes works once.',
  },
  totp: {
    use: 'Use your authenticator app',
    label: 'Code from your authenticator app',
    hint: 'Six digits that change every 30 seconds.',
  },
} as const;
type CodeMethod = keyof typeof codes;

function Proof({ asking }: { asking: Asking }) {
  const { purpose } = asking;
  const [stepUp, setStepUp] = useState(asking.stepUp);
  const [given, setGiven] = useState<string[]>([]);
  const left = stepUp.methods.filter(({ method }) => !given.includes(method));
  const key = left.find(({ method, publicKey }) => publicKey && /^(passkey|webauthn)$/.test(method));
  const typed = left.map(({ method }) => method).filter((method): method is CodeMethod => method in codes);
  const [picked, setCode] = useState<CodeMethod | null>(null);
  const code = picked && typed.includes(picked) ? picked : key ? null : (typed[0] ?? null);

  const answer = useMutation({
    async mutationFn(collect: () => Promise<StepUpProof | null>) {
      const proof = await collect();
      if (!proof) return 'dismissed';
      try {
        const { grant, needs } = await sendProof(stepUp, proof);
        if (needs) setGiven([...given, proof.method]);
        else asking.proven(grant ?? null);
        return needs ? 'incomplete' : 'complete';
      } catch (error) {
        // A challenge works once: the next attempt needs a new one.
        setStepUp(await openStepUp(asking.refusal));
        setGiven([]);
        throw error;
      }
    },
  });

  // The browser refuses a second prompt beside an open one: whoever leaves this one takes it along.
  const prompt = useRef<AbortController>(undefined);
  const closePrompt = () => prompt.current?.abort();

  const confirmByKey = () => {
    closePrompt();
    const opened = new AbortController();
    prompt.current = opened;
    answer.mutate(async () => {
      const made = await assertion(key!.publicKey!, AbortSignal.any([opened.signal, asking.ended]));
      return made && { method: key!.method as 'passkey' | 'webauthn', assertion: made };
    });
  };
  const pick = (method: CodeMethod | null) => {
    closePrompt();
    answer.reset();
    setCode(method);
  };
  const submitCode = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typedCode = String(new FormData(event.currentTarget).get('code')).trim();
    answer.mutate(async () => ({ method: code!, code: typedCode }));
  };

  const variant = purpose.destructive ? 'danger' : 'primary';
  const cancel = (
    <Button variant="quiet" onClick={asking.cancel}>
      Cancel
    </Button>
  );
  const notes = (
    <div className="mt-4 grid gap-4 empty:hidden">
      {answer.data && answer.data !== 'complete' && (
        <p role="status" className="rounded-card bg-sunken p-4 text-sm">
          {answer.data === 'dismissed'
            ? 'The passkey prompt was closed or took too long. Nothing happened yet; you can try again.'
            : 'That was right. This needs one more proof of another kind.'}
        </p>
      )}
      <Failure error={answer.error} />
    </div>
  );

  if (code) {
    return (
      <form onSubmit={submitCode}>
        <div className="mt-6">
          <TextField
            name="code"
            required
            maxLength={64}
            autoFocus
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            label={codes[code].label}
            hint={codes[code].hint}
          />
        </div>
        {notes}
        <DialogActions>
          {cancel}
          <Button type="submit" variant={variant} busy={answer.isPending}>
            {purpose.verb}
          </Button>
          <OtherWays methods={typed.filter((method) => method !== code)} passkey={Boolean(key)} onPick={pick} />
        </DialogActions>
      </form>
    );
  }
  if (!key) {
    return (
      <p className="mt-6">
        None of your ways to sign in is strong enough for this.{' '}
        <a href="/settings" className="font-medium text-accent-text underline">
          Add a passkey
        </a>{' '}
        first.
      </p>
    );
  }
  return (
    <>
      {notes}
      <DialogActions>
        {cancel}
        <Button variant={variant} busy={answer.isPending} onClick={confirmByKey}>
          <Icon name="key" />
          Confirm with your passkey
        </Button>
        <OtherWays methods={typed} passkey={false} onPick={pick} />
      </DialogActions>
    </>
  );
}

interface OtherWaysProps {
  methods: CodeMethod[];
  passkey: boolean;
  onPick: (method: CodeMethod | null) => void;
}

/** The other ways to prove oneself, quiet beside the main one. */
function OtherWays({ methods, passkey, onPick }: OtherWaysProps) {
  const ways: [CodeMethod | null, string][] = methods.map((method) => [method, codes[method].use]);
  if (passkey) ways.unshift([null, 'Use your passkey']);
  return (
    <div className="grid justify-items-center empty:hidden max-sm:order-first sm:-mb-2 sm:basis-full sm:justify-items-end">
      {ways.map(([method, text]) => (
        <button
          key={text}
          type="button"
          onClick={() => onPick(method)}
          className="min-h-10 rounded-control px-3 text-muted text-sm underline hover:text-text"
        >
          {text}
        </button>
      ))}
    </div>
  );
}
