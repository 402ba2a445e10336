import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '../api/api.ts';
import type { Call } from '../api/call.ts';
import type { Purpose } from '../api/client.ts';
import { Refused } from '../api/refusal.ts';
import { CodeEditor } from '../editor/code-editor.tsx';
import { ProblemList } from '../editor/problem-list.tsx';
import { carried } from '../editor/spans.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { ProofHint } from '../ui/proof-hint.tsx';
import { Unsaved } from './unsaved.tsx';

interface Props {
  label: string;
  /** What stands in it at first. */
  text: string;
  call: (text: string) => Call;
  purpose: Purpose;
  /** Why the text cannot be sent; null if it can. */
  whyNot?: (text: string) => string | null;
  onSaved: () => void;
  onCancel: () => void;
}

/** Writes a text that the server judges when it is saved. What is wrong is listed under it, and it stays. */
export function TextEditor({ label, text: first, call, purpose, whyNot = () => null, onSaved, onCancel }: Props) {
  const [text, setText] = useState(first);
  const field = useRef<HTMLTextAreaElement>(null);
  const save = useMutation({
    mutationFn: (sent: string) => api.send(call(sent), { purpose }),
    onSuccess: onSaved,
  });
  const refusal = save.error instanceof Refused ? save.error.refusal : null;
  // Those of a schema may stand in a policy that does not fit it: only a policy is told where in the text it is wrong.
  const judged = refusal?.code === 'policy_invalid' ? refusal.problems : undefined;
  const problems = judged?.map((problem) => ({ ...problem, ...carried(problem, save.variables!, text) }));
  const reason = text === first ? 'Nothing has changed yet.' : whyNot(text);
  return (
    <div className="grid grid-cols-1 gap-4">
      <CodeEditor
        field={field}
        label={label}
        text={text}
        onText={setText}
        problems={problems ?? []}
        vocabulary={undefined}
        describedBy="text-problems"
      />
      {problems ? (
        <ProblemList
          id="text-problems"
          problems={problems}
          onGo={({ start, end }) => {
            field.current?.focus();
            field.current?.setSelectionRange(start, end);
          }}
        />
      ) : (
        <div id="text-problems" className="empty:hidden">
          <Failure error={save.error} />
        </div>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="primary" align="start" busy={save.isPending} reason={reason} onClick={() => save.mutate(text)}>
          Save
        </Button>
        <Button variant="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <ProofHint call={call(text)} />
      </div>
      <Unsaved changed={text !== first && !save.isSuccess} />
    </div>
  );
}
